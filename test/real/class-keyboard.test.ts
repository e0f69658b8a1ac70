import type { ExecutionContext } from 'ava';
import { CLASS_LIMITS } from '../../src/class/limits.ts';
import { openClass } from '../../src/class/open-class.ts';
import type { OpenClass } from '../../src/class/open-class.ts';
import { ClassDevice, joinClass } from '../../tools/support/class-device.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { ToldLesson } from '../../tools/support/told-lesson.ts';
import { needing } from '../helpers/needing.ts';
import { openPage } from '../helpers/page.ts';

const LAPTOP = { width: 1280, height: 800, dark: false };

/** A class before its question. */
async function asked(t: ExecutionContext): Promise<OpenClass & { readonly lesson: ToldLesson }> {
  const room = await openClass({ host: '127.0.0.1', port: 0, teacherOnLan: false });
  t.teardown(room.close);
  const lesson = new ToldLesson(RECORDED);
  room.classroom.show(lesson);
  lesson.tellTo('question-asked');
  return { ...room, lesson };
}

/** What presses a key on what has the focus. */
function pressed(name: string): string {
  return `void document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${name}', bubbles: true }))`;
}

const inChromium = needing(['chromium']);

inChromium(
  'Who is on a choice by keyboard stays on it while the page is told more, and comes to the result when the vote is closed.',
  async (t) => {
    const { classroom, port, lesson } = await asked(t);
    const key = await joinClass(port, classroom.roster.code, 'Ann');
    const page = await openPage(t, 'chromium', LAPTOP);
    await page.go(`http://127.0.0.1:${port}/?key=${key}`);
    await page.until(`document.querySelector('#live').textContent.startsWith('Live')`);
    await page.evaluate(`void document.querySelector('#question button[value="2"]').focus()`);
    await page.evaluate(`void document.activeElement.click()`);
    await page.until(`document.querySelector('#mine').textContent === 'Your vote: 2'`);
    const focused = `document.activeElement.value`;
    await page.evaluate(`void (document.querySelector('#question form').marked = true)`);
    for (const stream of [1, 2]) {
      // What a proxy does that drops streams: the browser comes back, and is told everything anew.
      classroom.followers.close();
      await page.until(`document.querySelector('#live').textContent.startsWith('Not connected')`);
      await page.until(`document.querySelector('#live').textContent.startsWith('Live')`);
      t.is(await page.evaluate(focused), '2', `stream ${stream}`);
    }
    t.true(await page.evaluate(`document.querySelector('#question form').marked`), 'what is the same stays');
    t.is(await page.evaluate(`document.querySelector('#mine').textContent`), 'Your vote: 2');
    classroom.settle();
    await page.until(`document.querySelector('#question form') === null`);
    t.is(await page.evaluate('document.activeElement.id'), 'question');
    const table = `document.querySelector('#ladder details')`;
    await page.until(`${table} !== null`);
    await page.evaluate(`void (${table}.open = true, ${table}.querySelector('summary').focus())`);
    const rows = await page.evaluate(`${table}.querySelectorAll('tr').length`);
    classroom.newCodeFor(1);
    lesson.tellTo();
    await page.until(`${table}.querySelectorAll('tr').length > ${String(rows)}`);
    t.true(await page.evaluate(`${table}.open`), 'what was opened stays open');
    t.is(await page.evaluate('document.activeElement.tagName'), 'SUMMARY');
    t.is(
      await page.evaluate(`document.querySelector('#own').textContent`),
      classroom.roster.students[0]?.code,
    );
  },
);

inChromium(
  'A student with one device too many is told so on the oldest, which takes part again when that is asked for.',
  async (t) => {
    const { classroom, port } = await asked(t);
    const key = await joinClass(port, classroom.roster.code, 'Ann');
    const page = await openPage(t, 'chromium', LAPTOP);
    await page.go(`http://127.0.0.1:${port}/?key=${key}`);
    await page.until(`document.querySelector('#live').textContent.startsWith('Live')`);
    for (let more = 0; more < CLASS_LIMITS.devices; more += 1) {
      const device = await ClassDevice.open(port, key);
      t.teardown(() => device.close());
    }
    await page.until(`document.querySelector('#live').textContent.startsWith('You follow on newer devices')`);
    t.is(classroom.followers.count, CLASS_LIMITS.devices);
    await page.press('Follow here');
    await page.until(`document.querySelector('#live').textContent.startsWith('Live')`);
    t.is(classroom.followers.count, CLASS_LIMITS.devices);
    await page.press('Step back');
    await page.until(`document.querySelector('#live').textContent.startsWith('Looking back')`);
    const other = new ToldLesson(RECORDED);
    classroom.show(other);
    await page.until(`document.querySelector('#live').textContent.startsWith('Live')`);
    t.false(await page.evaluate(`document.querySelector('#live').textContent.includes('Follow here')`));
  },
);

inChromium(
  "On the teacher's page a code stays to be read and a button keeps the focus while others come; keys work after a button was pressed.",
  async (t) => {
    const { classroom, port, lesson, teacher } = await asked(t);
    const { code } = classroom.roster;
    await joinClass(port, code, 'Ann');
    const page = await openPage(t, 'chromium', LAPTOP);
    await page.go(`${teacher.url}#${teacher.token}`);
    await page.press('New code for Ann');
    const shown = `document.querySelector('#here output').textContent`;
    await page.until(`/^\\w{6}$/.test(${shown})`);
    const own = await page.evaluate(shown);
    t.is(own, classroom.roster.students[0]?.code);
    await page.evaluate(`void document.querySelector('#here button').focus()`);
    await joinClass(port, code, 'Bob');
    await page.until(`document.querySelectorAll('#here li').length === 2`);
    t.is(await page.evaluate(shown), own);
    t.is(await page.evaluate('document.activeElement.textContent'), 'New code for Ann');
    const ordered = async (count: number): Promise<void> => {
      while (lesson.orders.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await page.evaluate(`void document.querySelector('[data-order=next]').focus()`);
    await page.evaluate(pressed(' '));
    await page.evaluate(pressed('PageDown'));
    await ordered(1);
    await page.evaluate(`void document.querySelector('#jump').focus()`);
    await page.evaluate(pressed('PageDown'));
    await page.evaluate(
      `void (jump.value = '2', jump.dispatchEvent(new Event('change', { bubbles: true })))`,
    );
    await page.press('Jump');
    await ordered(2);
    t.deepEqual(lesson.orders, ['{"type":"next"}', '{"type":"jump","step":2}']);
    await page.press('Show Ann out');
    await page.until(`document.querySelectorAll('#here li').length === 1`);
    t.regex(String(await page.evaluate(`document.querySelector('#here').textContent`)), /^Bob/);
  },
);
