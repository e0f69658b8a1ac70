import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { RealBrowserKind } from '../../lab/victim/real/found-browser.ts';
import { needing } from '../helpers/needing.ts';
import { openPage, violationsOf } from '../helpers/page.ts';
import type { Page } from '../helpers/page.ts';
import { start } from '../helpers/program.ts';

const PHONE = { width: 375, height: 812 };
const LAPTOP = { width: 1280, height: 800 };
/** The laptop at 200 %: half as many CSS pixels each way. */
const LAPTOP_AT_200 = { width: 640, height: 400 };
/** What WCAG 2.2 asks to be readable without scrolling sideways: 1280 pixels at 400 % (success criterion 1.4.10). */
const NARROW = { width: 320, height: 256 };
/** The least width and height of what is pressed, in CSS pixels. */
const TARGET = 44;

/** Two browsers, seven views in four widths each: ms that this may take where all other tests run beside it. */
const LONGEST = 170_000;

/** Where pictures are kept for a person to look at, if anywhere. */
const PICTURES = process.env['PLAINSIGHT_PICTURES'];

interface Desk {
  readonly student: Page;
  readonly teacher: Page;
}

/** A class with its catalogue, a student who has joined, and a teacher. */
async function classroom(
  t: ExecutionContext,
  students: RealBrowserKind,
  teachers: RealBrowserKind,
  dark: boolean,
): Promise<Desk> {
  const running = start(t, ['class', '--course', '--listen', '127.0.0.1:0'], { hang: LONGEST });
  const code = await running.when((out) => /The code: +(\w{6})\n/.exec(out)?.[1]);
  const address = await running.when((out) => /(http:\/\/127\.0\.0\.1:\d+\/teacher#\S+)/.exec(out)?.[1]);
  const [student, teacher] = await Promise.all([
    openPage(t, students, { ...PHONE, dark }),
    openPage(t, teachers, { ...LAPTOP, dark }),
  ]);
  await student.go(`${new URL('/', address).href}?code=${code}`);
  await sound(t, student, `${students} joining`, dark);
  for (const nickname of ['Ann <b>', 'Ann']) {
    await student.until(`document.querySelector('#nickname') !== null`);
    await student.evaluate(`void (document.querySelector('#nickname').value = '${nickname}')`);
    await student.press('Join');
    if (nickname === 'Ann') break;
    await student.until(
      `document.querySelector('[role=alert]')?.textContent.includes('letters and digits') ?? false`,
    );
    await sound(t, student, `${students} not let in`, dark);
  }
  await student.until(`document.querySelector('#live') !== null`);
  await teacher.go(address);
  await teacher.until(`document.querySelector('#status').textContent === 'Connected.'`);
  return { student, teacher };
}

/** A page as a person has it: read by axe-core, as wide as its window in each width, with nothing too small to press. */
async function sound(t: ExecutionContext, page: Page, what: string, dark: boolean): Promise<void> {
  for (const [name, size] of Object.entries({ PHONE, LAPTOP, LAPTOP_AT_200, NARROW })) {
    await page.show({ ...size, dark });
    const where = `${what}, ${name}, ${dark ? 'dark' : 'light'}`;
    if (PICTURES !== undefined) {
      await mkdir(PICTURES, { recursive: true });
      await writeFile(join(PICTURES, `${where.replaceAll(/\W+/g, '-')}.png`), await page.picture());
    }
    // What it looks at is the same in the windows between.
    if (size === PHONE || size === LAPTOP) t.deepEqual(await violationsOf(page), [], where);
    t.true(
      await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
      `${where}: wider than its window`,
    );
    const small = `[...document.querySelectorAll('button, input:not([type=hidden]), select, a')].filter((one) => one.checkVisibility() && (one.tagName !== 'A' || one.className === 'button')).map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, { width, height }]) => width < ${TARGET} || height < ${TARGET}).map(([text]) => text)`;
    t.deepEqual(await page.evaluate(small), [], `${where}: too small to press`);
  }
}

/** Presses Next until something is so on the teacher's page; what one press brings is seen before the next, if it brings anything. */
async function forward(teacher: Page, isSo: string): Promise<void> {
  const seen = `document.querySelector('#desk section').textContent`;
  const press = `document.querySelector('[data-order=next]').click()`;
  const changed = (before: unknown): string =>
    `${seen} !== ${JSON.stringify(before)} || new Promise((resolve) => setTimeout(() => resolve(true), 2_000))`;
  for (;;) {
    const before = await teacher.evaluate(`(${isSo}) || [${seen}, ${press}][0]`);
    if (before === true) return;
    await teacher.until(changed(before));
  }
}

async function lesson(
  t: ExecutionContext,
  students: RealBrowserKind,
  teachers: RealBrowserKind,
  dark: boolean,
): Promise<void> {
  t.timeout(LONGEST);
  const { student, teacher } = await classroom(t, students, teachers, dark);
  await sound(t, teacher, `${teachers} the catalogue`, dark);
  await teacher.press('Bank login');
  await teacher.until(`document.querySelector('#where').textContent.startsWith('Bank login')`);
  await forward(teacher, `document.querySelector('#asked-now').textContent.includes('have voted')`);
  await student.until(`document.querySelector('#question form') !== null`);
  await sound(t, student, `${students} a question`, dark);
  await student.evaluate(`void document.querySelector('#question button[value="1"]').click()`);
  await teacher.until(`document.querySelector('#asked-now').textContent.includes('1 of 1 have voted')`);
  await sound(t, teacher, `${teachers} a vote`, dark);
  t.regex(
    String(await teacher.evaluate(`document.querySelector('#notes').textContent`)),
    /Answer: 1\) Only on port 80/,
  );
  t.regex(String(await teacher.evaluate(`document.querySelector('#here').textContent`)), /^Ann · voted/);
  await teacher.press('Close the question');
  await student.until(`document.querySelector('#question form') === null`);
  await sound(t, student, `${students} a tally`, dark);
  await forward(teacher, `document.querySelector('#where').textContent.endsWith(' · over')`);
  await student.until(`document.querySelector('#said').textContent.includes('this lesson is over')`);
  await student.until(
    `document.body.textContent.includes('SEALED') && document.body.textContent.includes('READ')`,
  );
  await sound(t, student, `${students} the end`, dark);
  await student.press('Step back');
  await student.until(`document.querySelector('#live').textContent.includes('Live')`);
  await sound(t, student, `${students} looking back`, dark);
  await student.press('Live');
  await student.until(`document.querySelector('#said').textContent.includes('this lesson is over')`);
  await teacher.press('Blank');
  await student.until(`document.querySelector('#said').textContent.includes('The stage is blank')`);
  await student.until(`document.querySelector('#lanes').textContent === ''`);
  await sound(t, student, `${students} a blank stage`, dark);
  await sound(t, teacher, `${teachers} a blank stage`, dark);
  await teacher.press('Show again');
  await student.until(`document.querySelector('#lanes').textContent.includes('READ')`);
  await teacher.press('Play anew');
  await student.until(`!document.querySelector('#said').textContent.includes('this lesson is over')`);
  await teacher.until(`document.querySelector('#where').textContent.startsWith('Bank login')`);
}

const inBoth = needing(['chromium', 'firefox'], test.serial);

inBoth(
  'A lesson from its catalogue to its end by the page of the teacher alone, in Chromium, for a student in Firefox, in light.',
  (t) => lesson(t, 'firefox', 'chromium', false),
);

inBoth('And in dark, where the student has Chromium and the teacher Firefox.', (t) =>
  lesson(t, 'chromium', 'firefox', true),
);
