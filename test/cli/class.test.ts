import { readdirSync } from 'node:fs';
import { readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { ask, ClassDevice, joinClass, send } from '../../tools/support/class-device.ts';
import { factsOf, freshFolder, run, start } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { afterStage, startOnTerminal } from '../helpers/terminal.ts';
import { until } from '../helpers/until.ts';

const onTerminal = needing('terminal');

/** A teacher with nothing but the page: what it shows, and what it orders. */
async function teacher(
  t: ExecutionContext,
  port: number,
  token: string,
): Promise<{ readonly sees: () => string; readonly order: (order: unknown) => Promise<number> }> {
  const headers = { authorization: `Bearer ${token}` };
  let seen = '';
  const stopped = new AbortController();
  t.teardown(() => stopped.abort());
  const stream = await fetch(`http://127.0.0.1:${port}/teacher/events`, { headers, signal: stopped.signal });
  const follow = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream.body ?? []) {
      seen += decoder.decode(chunk, { stream: true });
      seen = seen.slice(seen.lastIndexOf('event: class', seen.lastIndexOf('\n\n') - 1));
    }
  };
  follow().catch(() => undefined);
  return {
    sees: () => seen,
    order: async (order) =>
      (await ask(port, '/teacher/order', { method: 'POST', headers, body: JSON.stringify(order) })).status,
  };
}

test('A whole lesson is steered from the page of the teacher alone; its votes stand in the session that is kept.', async (t) => {
  const folder = await freshFolder(t);
  const token = 'a token of a teacher';
  const file = join(folder, 'token');
  await writeFile(file, `${token.replaceAll(' ', '-')}\n`);
  const door = ['--listen', '127.0.0.1:0', '--teacher-token-file', file];
  const running = start(t, ['class', '--course', ...door, '--sessions', folder]);
  const code = await running.when((out) => /The code: +(\w{6})\n/.exec(out)?.[1]);
  const port = Number(/:(\d+)\//.exec(running.stdout())?.[1]);
  t.notRegex(running.stdout(), /a-token/, 'a token that was given is not printed');
  for (const path of ['/healthz', '/readyz']) t.is((await ask(port, path)).status, 200);
  const desk = await teacher(t, port, 'a-token-of-a-teacher');
  await until(() => desk.sees().includes('"id":"bank-login"'));
  t.is(await desk.order({ type: 'play', lesson: 'bank-login' }), 204);
  const key = await joinClass(port, code, 'Ann');
  const ann = await ClassDevice.open(port, key);
  t.teardown(() => ann.close());
  await until(() => /"lesson":\{"title":"Bank login/.test(desk.sees()));
  let answered = false;
  while (!desk.sees().includes('"over":true')) {
    if (!answered && ann.parts.get('question')?.includes('<form') === true) {
      await until(() => /"notes":\["Answer: 1\) Only on port 80/.test(desk.sees()));
      t.is((await send(port, '/vote', { key, question: 1, choice: 1 })).status, 303);
      await until(() => desk.sees().includes('"voted":1'));
      t.is(await desk.order({ type: 'close' }), 204);
      answered = true;
    } else {
      const seen = desk.sees();
      if (!seen.includes('"open":true')) await desk.order({ type: 'next' });
      await until(() => desk.sees() !== seen || ann.parts.get('question')?.includes('<form') === true);
    }
  }
  t.true(answered);
  await until(() => ann.parts.get('said')?.includes('this lesson is over') === true);
  t.regex(ann.parts.get('live-lane-0') ?? '', /READ/);
  t.is(await desk.order({ type: 'blank' }), 204);
  await until(() => desk.sees().includes('"blank":true'));
  await until(() => ann.parts.get('said')?.includes('The stage is blank') === true);
  t.is(await desk.order({ type: 'hold' }), 204);
  await until(() => desk.sees().includes('"blank":false'));
  t.regex(desk.sees(), /"ahead":"[\w-]+","restarts":true/);
  t.is(await desk.order({ type: 'restart' }), 204);
  await until(() => /"title":"Bank login[^]*"over":false/.test(desk.sees()));
  running.child.kill('SIGTERM');
  const { code: status, stderr } = await running.ended;
  t.is(status, 143, stderr);
  const [saved = ''] = readdirSync(folder).filter((name) => name.endsWith('bank-login.jsonl'));
  const facts = factsOf(await readFile(join(folder, saved), 'utf8'));
  t.like(
    facts.find(({ type }) => type === 'question-closed'),
    { question: 1, votes: [1, 0, 0] },
  );
  t.like(
    facts.find(({ type }) => type === 'answer-given'),
    { choice: 1 },
  );
  t.is(facts.at(-1)?.['how'], 'finished');
  const page = await run(t, ['export', join(folder, saved), '--to', 'html']);
  t.regex(page.stdout, /Only on port 80[^]*votes: 1/);
});

test('Why a lesson does not begin is told on the page of the teacher as well.', async (t) => {
  const folder = await freshFolder(t);
  const token = 'a-token-of-a-teacher';
  const file = join(folder, 'token');
  await writeFile(file, token);
  const door = ['--listen', '127.0.0.1:0', '--teacher-token-file', file];
  const sessions = join(folder, 'new', 'missing');
  const running = start(t, ['class', '--course', ...door, '--sessions', sessions]);
  await running.when((out) => /The code: +(\w{6})\n/.exec(out)?.[1]);
  await rmdir(sessions);
  const desk = await teacher(t, Number(/:(\d+)\//.exec(running.stdout())?.[1]), token);
  t.is(await desk.order({ type: 'play', lesson: 'bank-login' }), 204);
  await until(() => /"fault":"cannot write the session to [^"]*missing/.test(desk.sees()));
  t.regex(desk.sees(), /"lesson":null/);
  running.child.kill('SIGTERM');
  t.is((await running.ended).code, 143);
});

test('What a class cannot be opened with is said in one sentence.', async (t) => {
  const folder = await freshFolder(t);
  const short = join(folder, 'short');
  await writeFile(short, 'short\n');
  for (const [args, says] of [
    [['class'], /takes --course/],
    [['class', '--course', '--listen', '8000'], /--listen takes an address/],
    [['class', '--course', '--public-url', 'class.example.edu'], /--public-url takes the address/],
    [['class', '--course', '--teacher-token-file', short], /must hold a token of 16 characters/],
    [['class', '--course', '--sessions', join(short, 'in')], /what should be its folder is a file/],
    [['class', '--course', '--listen', '203.0.113.1:8000'], /this machine has no such address/],
    [['demo', 'bank-login', '--class'], /--class needs a terminal/],
  ] as const) {
    const { code, stderr } = await run(t, args);
    t.is(code, 2, stderr);
    t.regex(stderr, says);
    t.is(stderr.split('\n').length, 2);
  }
});

onTerminal(
  'A demo with a class says where it comes in, shows the code large, waits for the vote, and draws it.',
  async (t) => {
    const demo = await startOnTerminal(t, [
      'demo',
      'bank-login',
      '--class',
      '--listen',
      '127.0.0.1:0',
      '--speed',
      '4',
    ]);
    await demo.shows(/press Enter/);
    const [, port = '', token = ''] =
      /127\.0\.0\.1:(\d+)\/teacher#([\w-]{22})/.exec(await demo.screen()) ?? [];
    demo.type('\r');
    const stage = await demo.shows(/join 127\.0\.0\.1:\d+\/ · code \w{6}/);
    t.false(stage.includes(token), 'the class does not see the token');
    const [, code = ''] = /code (\w{6})/.exec(stage) ?? [];
    const key = await joinClass(Number(port), code, 'Ann');
    demo.type('J');
    await demo.shows(/code \w{6}\n[^]*█▀▀▀▀▀█|code \w{6}\n[^]*▀▄/);
    demo.type('x');
    await demo.shows(/0 votes · → closes the vote/);
    t.is((await send(Number(port), '/vote', { key, question: 1, choice: 1 })).status, 303);
    await demo.shows(/1 vote · → closes the vote/);
    const desk = await teacher(t, Number(port), token);
    // Held, the tally stays for as long as it takes to look.
    t.is(await desk.order({ type: 'hold' }), 204);
    t.is(await desk.order({ type: 'close' }), 204);
    await demo.shows(/█+ +1\D/);
    demo.type('\u0003');
    const { code: status } = await demo.ended;
    t.is(status, 130);
    t.false(afterStage(demo.written()).includes(token));
  },
);
