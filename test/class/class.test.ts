import type { ExecutionContext } from 'ava';
import test from 'ava';
import { connect } from 'node:net';
import { once } from 'node:events';
import { factsOfType } from '../../lab/facts/fact-log.ts';
import { CLASS_LIMITS } from '../../src/class/limits.ts';
import { openClass } from '../../src/class/open-class.ts';
import type { ClassOptions, OpenClass } from '../../src/class/open-class.ts';
import { wideParts } from '../../src/class/page/parts.tsx';
import { ask, ClassDevice, joinClass, send } from '../../tools/support/class-device.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { ToldLesson } from '../../tools/support/told-lesson.ts';
import { until } from '../helpers/until.ts';

async function opened(
  t: ExecutionContext,
  options: Partial<ClassOptions> = {},
): Promise<OpenClass & { readonly lesson: ToldLesson }> {
  const room = await openClass({ host: '127.0.0.1', port: 0, teacherOnLan: false, ...options });
  t.teardown(room.close);
  const lesson = new ToldLesson(RECORDED);
  room.classroom.show(lesson);
  return { ...room, lesson };
}

async function device(t: ExecutionContext, port: number, key: string): Promise<ClassDevice> {
  const follows = await ClassDevice.open(port, key);
  t.teardown(() => follows.close());
  await until(() => follows.events.includes('state'));
  return follows;
}

function bearer({ teacher }: OpenClass): { readonly authorization: string } {
  return { authorization: `Bearer ${teacher.token}` };
}

test('who joins sees all that is shown, is told of what comes, and has the same when they come back', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  lesson.tellTo('step-finished');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const ann = await device(t, port, key);
  t.regex(ann.parts.get('said') ?? '', /Step 1 of 10/);
  lesson.tellTo('question-asked');
  await until(() => ann.parts.get('question')?.includes('<form') === true);
  const late = await device(t, port, await joinClass(port, classroom.roster.code, 'Bob'));
  ann.close();
  lesson.tellTo();
  const back = await device(t, port, key);
  await until(
    () =>
      classroom.parts.get('said')?.includes('over') === true &&
      classroom.parts.get('live-lane-0')?.includes('READ') === true &&
      classroom.parts.get('live-lane-1')?.includes('SEALED') === true,
  );
  await until(() =>
    [...classroom.parts].every(([id, html]) => back.parts.get(id) === html && late.parts.get(id) === html),
  );
  t.regex(back.parts.get('live-lane-0') ?? '', /READ/);
  t.regex(back.parts.get('live-lane-1') ?? '', /SEALED/);
  await until(() => back.parts.get('matrix')?.includes('READ') === true);
});

test('who joins has the matrix and the ladder as they are at that moment, with and without a script', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  lesson.tellTo('claim-checked');
  const page = await ask(port, `/?key=${key}`);
  const now = wideParts(lesson, lesson.view());
  t.regex(now.get('matrix') ?? '', /READ/);
  for (const html of now.values()) t.true(page.text.includes(html));
  const ann = await device(t, port, key);
  for (const [id, html] of now) t.is(ann.parts.get(id), html);
});

test('a page with no script holds all of it, and a form to vote with', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const page = await ask(port, `/?key=${key}`);
  t.is(page.status, 200);
  t.regex(page.text, /<form data-question="1" action="\/vote" method="post"/);
  const voted = await send(port, '/vote', { key, question: 1, choice: 2 });
  t.is(voted.status, 303);
  t.is(voted.headers.location, `/?key=${key}`);
  t.regex((await ask(port, `/?key=${key}`)).text, /value="2" aria-pressed="true"/);
  t.is(page.headers['set-cookie'], undefined);
  t.regex(String(page.headers['content-security-policy']), /default-src 'none'.*script-src 'self'/);
  t.notRegex(page.text, / style="|<script>|onclick=/, 'nothing that the policy would refuse');
});

test('votes are counted in sight of all, told by choice only when they are closed, and stand in the session as numbers', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  lesson.tellTo('question-asked');
  const keys = await Promise.all(
    ['Ann', 'Bob', 'Cid'].map((name) => joinClass(port, classroom.roster.code, name)),
  );
  const ann = await device(t, port, keys[0] ?? '');
  for (const [index, key] of keys.entries())
    await send(port, '/vote', { key, question: 1, choice: index === 0 ? 1 : 2 });
  await send(port, '/vote', { key: keys[0] ?? '', question: 1, choice: 2 });
  await send(port, '/vote', { key: keys[2] ?? '', question: 1, choice: 3 });
  await until(() => ann.parts.get('count')?.includes('3 votes') === true);
  t.notRegex([...ann.parts.values()].join(''), /<meter/, 'no tally before it is closed');
  t.is(classroom.settle(), 2);
  await until(() => ann.parts.get('question')?.includes('<meter') === true);
  t.deepEqual(
    ann.parts
      .get('question')
      ?.match(/<meter[^>]*value="(\d)"/g)
      ?.map((meter) => meter.replace(/.*value="(\d)"/, '$1')),
    ['0', '2', '1'],
  );
  t.is((await send(port, '/vote', { key: keys[1] ?? '', question: 1, choice: 1 }, JSON_ANSWER)).status, 409);
  const told = [...factsOfType(lesson.facts, ['question-opened', 'vote-counted', 'question-closed'])];
  t.deepEqual([told[0]?.type, told.at(-1)?.type], ['question-opened', 'question-closed']);
  t.like(told.at(-1), { question: 1, votes: [0, 2, 1] });
  t.notRegex(JSON.stringify(told), /Ann|Bob|Cid/);
  t.is(classroom.settle(), 0, 'a vote is closed once');
});

const JSON_ANSWER = { headers: { accept: 'application/json' } } as const;

test('nothing comes to students but what the stage shows: no seed, key, note, nor an answer before the run shows it', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const ann = await device(t, port, key);
  const opening = RECORDED.find((fact) => fact.type === 'session-opened');
  const question = RECORDED.find((fact) => fact.type === 'question-asked');
  const seen = (): string =>
    [...ann.parts.values(), ...classroom.parts.values()].join('') +
    JSON.stringify([...(classroom.partsAt(1)?.values() ?? [])]);
  t.true(question !== undefined && question.because.length > 10);
  t.false(seen().includes(question?.because.slice(0, 20) ?? ''));
  t.notRegex(seen(), /✓ right/);
  lesson.tellTo('question-explained');
  await until(() => ann.parts.get('question')?.includes('✓ right') === true);
  lesson.tellTo();
  const all = (await ask(port, `/?key=${key}`)).text;
  await until(() => ann.parts.get('said')?.includes('over') === true);
  for (const fact of RECORDED) {
    if (fact.type === 'tls-secret-logged') t.false((seen() + all).includes(fact.line.split(' ')[2] ?? ''));
  }
  t.true(opening !== undefined && opening.seed !== '' && opening.notes !== '');
  t.false((seen() + all).includes(opening?.seed ?? ''));
  t.false((seen() + all).includes(opening?.notes.slice(0, 40) ?? ''));
});

test('devices are told of another lesson, whose steps are not those that they looked back at', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  const ann = await device(t, port, await joinClass(port, classroom.roster.code, 'Ann'));
  lesson.tellTo('question-asked');
  t.false(ann.events.includes('lesson'));
  classroom.show(new ToldLesson(RECORDED));
  await until(() => ann.events.includes('lesson'));
});

test('who has voted and left is among those who may have voted', async (t) => {
  const room = await opened(t);
  const { classroom, port, lesson } = room;
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  await send(port, '/vote', { key, question: 1, choice: 3 });
  await device(t, port, await joinClass(port, classroom.roster.code, 'Bob'));
  await joinClass(port, classroom.roster.code, 'Cy');
  const stopped = new AbortController();
  t.teardown(() => stopped.abort());
  const { body } = await fetch(`http://127.0.0.1:${port}/teacher/events`, {
    headers: bearer(room),
    signal: stopped.signal,
  });
  let told = '';
  for await (const chunk of body ?? []) {
    told += Buffer.from(chunk).toString();
    if (told.includes('"voted":1')) break;
  }
  t.regex(told, /"voted":1,"here":2,/);
});

test('a student looks at earlier steps, each drawn once; the one under way is what is shown', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  for (let step = 0; step < 3; step += 1) lesson.tellTo('step-started');
  const look = async (step: string): Promise<number> =>
    (await ask(port, `/step?key=${key}&step=${step}`)).status;
  t.deepEqual([await look('0'), await look('1')], [200, 200]);
  t.deepEqual([await look('2'), await look('3'), await look('-1'), await look('x')], [404, 404, 404, 404]);
  const drawn = classroom.partsAt(1);
  t.regex(drawn?.get('said') ?? '', /Step 2 of 10/);
  lesson.tellTo();
  t.is(classroom.partsAt(1), drawn);
  t.is((await ask(port, '/step?key=x&step=0')).status, 403);
  t.is((await ask(port, '/?key=x', { method: 'HEAD' })).status, 403, 'by which a page knows a new class');
});

test('vote stuffing: who votes a hundred times has one vote, and is told to wait', async (t) => {
  const { classroom, port, lesson } = await opened(t, { clock: () => 0 });
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      send(port, '/vote', { key, question: 1, choice: (index % 3) + 1 }, JSON_ANSWER),
    ),
  );
  t.is(answers.filter(({ status }) => status === 204).length, CLASS_LIMITS.votes.each);
  t.is(answers.filter(({ status }) => status === 429).length, 100 - CLASS_LIMITS.votes.each);
  t.is(classroom.voting.voted, 1);
  t.is((await send(port, '/vote', { key: 'x'.repeat(22), question: 1, choice: 1 })).status, 403);
  t.is(classroom.voting.voted, 1);
});

test('oversized and malformed bodies, targets and votes change nothing', async (t) => {
  const room = await opened(t);
  const { classroom, port, lesson } = room;
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  t.is((await ask(port, '/vote', { method: 'POST', body: 'x'.repeat(CLASS_LIMITS.body + 1) })).status, 413);
  t.is(
    (await ask(port, '/vote', { method: 'POST', headers: { 'transfer-encoding': 'chunked' } })).status,
    411,
  );
  t.is((await ask(port, `/?${'x'.repeat(CLASS_LIMITS.target)}`)).status, 421);
  for (const choice of ['', '0', '4', '-1', '1.5', '1e0', '99999999999999999999', '%00', '1 '])
    t.is(
      (await send(port, '/vote', { key, question: 1, choice }, JSON_ANSWER)).status === 204,
      false,
      choice,
    );
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"type":"kick"}',
    '{"type":"kick","student":"1"}',
    '{"type":"play","lesson":"x"}',
    '\u0000',
  ])
    t.is(
      (await ask(port, '/teacher/order', { method: 'POST', body, headers: bearer(room) })).status,
      400,
      body,
    );
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('\u0016\u0003\u0001 no HTTP\r\n\r\n');
  await once(socket.resume(), 'close');
  t.is(classroom.voting.voted, 0);
  t.is(classroom.roster.students.length, 1);
  t.deepEqual(lesson.orders, []);
});

test('who hangs up in the middle of a form spoils nothing on the terminal', async (t) => {
  const { classroom, port } = await opened(t);
  const warned: string[] = [];
  const hear = ({ message }: Error): number => warned.push(message);
  process.on('warning', hear);
  t.teardown(() => process.off('warning', hear));
  for (const path of ['/join', '/vote']) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 50\r\n\r\ncode=`);
    await once(socket, 'connect');
    await ask(port, '/healthz');
    socket.destroy();
    await ask(port, '/healthz');
  }
  await joinClass(port, classroom.roster.code, 'Ann');
  t.deepEqual(warned, []);
});

test("only names of this class's own are answered", async (t) => {
  const { port } = await opened(t);
  for (const host of ['evil.test', 'localhost.evil.test', `127.0.0.1.evil.test:${port}`, '10.0.0.1'])
    t.is((await ask(port, '/', { headers: { host } })).status, 421, host);
  for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]:80'])
    t.is((await ask(port, '/healthz', { headers: { host } })).status, 200, host);
});

test('a page of another site can post nothing', async (t) => {
  const room = await opened(t);
  const { classroom, port, lesson } = room;
  const { code } = classroom.roster;
  for (const headers of [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: `http://localhost:${port + 1}`, host: `localhost:${port}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    t.is((await send(port, '/join', { code, nickname: 'Eve' }, { headers })).status, 403);
    t.is(
      (
        await ask(port, '/teacher/order', {
          method: 'POST',
          body: '{"type":"next"}',
          headers: { ...headers, ...bearer(room) },
        })
      ).status,
      403,
    );
  }
  t.deepEqual(classroom.roster.students, []);
  t.deepEqual(lesson.orders, []);
  const own = {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    'sec-fetch-site': 'same-origin',
  };
  t.is((await send(port, '/join', { code, nickname: 'Ann' }, { headers: own })).status, 303);
});

test('codes are guessed slowly: after so many wrong ones from an address no code is looked at for a minute', async (t) => {
  let now = 0;
  const { classroom, port } = await opened(t, { clock: () => now });
  const { code } = classroom.roster;
  for (let guess = 0; guess < CLASS_LIMITS.wrongCodes.each; guess += 1)
    t.is((await send(port, '/join', { code: 'AAAAAA', nickname: 'Eve' })).status, 403);
  t.is((await send(port, '/join', { code, nickname: 'Eve' })).status, 429, 'not even the right one');
  now = 60_000;
  t.is((await send(port, '/join', { code, nickname: 'Eve' })).status, 303);
});

test('nobody becomes teacher who has no token, and who has it is never kept out', async (t) => {
  const room = await opened(t);
  const { port, lesson } = room;
  const order = (headers: Readonly<Record<string, string>>): Promise<{ readonly status: number }> =>
    ask(port, '/teacher/order', { method: 'POST', body: '{"type":"next"}', headers });
  const guesses = [
    {},
    { authorization: 'Bearer ' },
    { authorization: 'Basic eDp4' },
    { authorization: 'Bearer wrong' },
  ];
  for (const guess of guesses) t.is((await order(guess)).status, 403);
  for (let guess = 0; guess < CLASS_LIMITS.wrongTokens; guess += 1)
    await order({ authorization: `Bearer ${guess}` });
  t.is((await order({ authorization: 'Bearer wrong' })).status, 429);
  t.is((await ask(port, '/teacher/events')).status, 429);
  t.deepEqual(lesson.orders, []);
  t.is((await order(bearer(room))).status, 204);
  t.deepEqual(lesson.orders, ['{"type":"next"}']);
});

test("the teacher's page is there on loopback, over HTTPS through the proxy that was named, or where a network was allowed", async (t) => {
  const publicUrl = new URL('https://class.example.edu/monday/');
  const behind = await opened(t, { host: '0.0.0.0', publicUrl });
  const through = {
    host: 'class.example.edu',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
  };
  const page = async (headers: Readonly<Record<string, string>>, path = '/teacher'): Promise<number> =>
    (await ask(behind.port, path, { headers })).status;
  t.is(await page(through), 200);
  t.is(await page(through, '/monday/teacher'), 200, 'whether the proxy takes its path away or not');
  t.is(await page({ ...through, host: 'Class.example.edu:443' }), 200, 'with the port that https has anyway');
  t.is(await page({ ...through, host: 'class.example.edu:80' }), 421);
  t.is(await page({ ...through, 'x-forwarded-proto': 'http' }), 404);
  t.is(await page({ host: 'localhost' }), 200, 'as with kubectl port-forward');
  t.is(await page({ host: 'localhost', 'x-forwarded-for': '203.0.113.9' }), 404);
  t.is((await ask(behind.port, '/monday', { headers: through })).headers.location, '/monday/');
  t.regex((await ask(behind.port, '/monday/', { headers: through })).text, /action="\/monday\/join"/);
  t.is(behind.teacher.url, 'https://class.example.edu/monday/teacher');
  const sent = { headers: { ...through, origin: 'https://class.example.edu' } };
  const { code } = behind.classroom.roster;
  t.regex(
    (await send(behind.port, '/monday/join', { code, nickname: 'Ann' }, sent)).headers.location ?? '',
    /^\/monday\/\?key=/,
  );
});

test('a teacher shows out, gives codes, closes a question, and sees the answer that students do not', async (t) => {
  const room = await opened(t);
  const { classroom, port, lesson } = room;
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const ann = await device(t, port, key);
  await send(port, '/vote', { key, question: 1, choice: 3 });
  const order = async (what: unknown): Promise<string> => {
    const { status, text } = await ask(port, '/teacher/order', {
      method: 'POST',
      body: JSON.stringify(what),
      headers: bearer(room),
    });
    return `${status} ${text}`;
  };
  t.is(await order({ type: 'close' }), '204 ');
  t.deepEqual(lesson.orders, ['{"type":"choose","choice":3}']);
  t.regex(await order({ type: 'new-code', student: 1 }), /^200 \{"code":"\w{6}"\}$/);
  const { code } = classroom.roster;
  t.is(await order({ type: 'new-class-code' }), '204 ');
  t.not(classroom.roster.code, code);
  t.is(await order({ type: 'kick', student: 1 }), '204 ');
  await ann.ended();
  t.is(ann.events.at(-1), 'gone');
  t.is((await ask(port, `/events?key=${key}`)).status, 204, 'which tells a browser not to come again');
  t.is(classroom.voting.voted, 0);
});

test("each key of the teacher's page orders what is done", async (t) => {
  const room = await opened(t);
  const { port, lesson } = room;
  lesson.tellTo('question-asked');
  const page = (await ask(port, '/teacher')).text;
  const orders = [...page.matchAll(/data-order="([\w-]+)"/g)].map(([, order = '']) => order);
  for (const wanted of ['blank', 'restart', 'go-on']) t.true(orders.includes(wanted), wanted);
  for (const type of orders) {
    const body = JSON.stringify({ type });
    const { status } = await ask(port, '/teacher/order', { method: 'POST', body, headers: bearer(room) });
    t.is(status, 204, type);
  }
  t.deepEqual(
    lesson.orders.filter((order) => /blank|restart|go-on/.test(order)),
    ['{"type":"blank"}', '{"type":"restart"}', '{"type":"go-on"}'],
  );
});

test('a stage that is blanked leaves nothing to be seen on any device, until it is shown again', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  lesson.tellTo('question-asked');
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const ann = await device(t, port, key);
  await until(() => ann.parts.get('question')?.includes('<form') === true);
  lesson.obey('{"type":"blank"}');
  await until(() => !ann.parts.has('live-lane-0') && ann.parts.get('matrix') === '');
  t.regex(ann.parts.get('said') ?? '', /The stage is blank/);
  t.is(ann.parts.get('question'), '');
  const late = (await ask(port, `/?key=${key}`)).text;
  t.regex(late, /The stage is blank/);
  t.notRegex(late, /<form|bank\.test|Step \d/);
  lesson.obey('{"type":"next"}');
  await until(() => ann.parts.get('question')?.includes('<form') === true && ann.parts.has('live-lane-0'));
  t.true(classroom.voting.open, 'the vote went on');
});

test('who does not read is cut off, and the others go on', async (t) => {
  const { classroom, port } = await opened(t);
  const slow = await device(t, port, await joinClass(port, classroom.roster.code, 'Slow'));
  const quick = await device(t, port, await joinClass(port, classroom.roster.code, 'Quick'));
  slow.stall();
  const large = Buffer.from(`event: parts\ndata: {"said":"${'x'.repeat(512 * 1024)}"}\n\n`);
  for (let sent = quick.events.length; classroom.followers.count === 2; sent = quick.events.length) {
    classroom.followers.send(large);
    await until(() => quick.events.length > sent);
  }
  t.deepEqual([...classroom.followers.present], [2]);
  await until(() => quick.parts.get('said')?.length === 512 * 1024);
});

test('a student has so many devices, and one more ends the oldest', async (t) => {
  const { classroom, port } = await opened(t);
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const first = await device(t, port, key);
  for (let more = 0; more < CLASS_LIMITS.devices; more += 1) await device(t, port, key);
  await first.ended();
  t.is(first.events.at(-1), 'elsewhere', 'else its browser came back by itself, and ended another');
  t.is(classroom.followers.count, CLASS_LIMITS.devices);
});

test('2,000 connections that say nothing do not keep a class out', async (t) => {
  const { classroom, port, lesson } = await opened(t);
  const idle = Array.from({ length: 2_000 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  t.teardown(() => idle.forEach((socket) => socket.destroy()));
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  const ann = await device(t, port, await joinClass(port, classroom.roster.code, 'Ann'));
  lesson.tellTo('question-asked');
  await until(() => ann.parts.get('question')?.includes('<form') === true);
  t.pass();
});
