import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { openClass } from '../src/class/open-class.ts';
import { ClassDevice, joinClass, send } from '../tools/support/class-device.ts';
import { RECORDED } from '../tools/support/recorded-session.ts';
import { ToldLesson } from '../tools/support/told-lesson.ts';
import { MB, report, tell } from './measure.ts';

// `node build/bench/class-clients.js [CLIENTS …]`: a class in a process of its own, and so many students who follow a whole
// lesson, vote and change their vote; some drop and come back ten times. Exits 1 where one was too late, or ends with another page.
const CLASS = 'class';
/** How late a question, a vote and a tally may be for all but one in a hundred: ms. */
const LATEST = 250;
const RETURNS = 10;
/** Requests at once, as of phones that are not all touched in the same millisecond. */
const AT_ONCE = 50;

if (process.argv[2] === CLASS) await hold();
else {
  const sizes = process.argv.slice(2).map(Number);
  for (const clients of sizes.length === 0 ? [200, 1_000] : sizes) await lesson(clients);
}

/** The class, which is told what to show. */
async function hold(): Promise<void> {
  const room = await openClass({ host: '127.0.0.1', port: 0, teacherOnLan: false });
  const told = new ToldLesson(RECORDED);
  room.classroom.show(told);
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  let at = 0;
  told.facts.subscribe(({ type }) => {
    if (type === 'question-asked') at = moment();
  });
  process.on('message', (order) => {
    at = moment();
    if (order === 'ask') told.tellTo('question-asked');
    else if (order === 'settle') room.classroom.settle();
    else if (order === 'end') told.tellTo();
    else if (order === 'close') {
      clearInterval(look);
      void room.close().then(() => process.disconnect());
    } else if (order === 'go on') told.tellTo('step-started');
    const { user, system } = process.cpuUsage();
    process.send?.({
      at,
      peak,
      cpu: (user + system) / 1e6,
      here: room.classroom.followers.count,
      parts: [...room.classroom.parts],
    });
  });
  process.send?.({ port: room.port, code: room.classroom.roster.code });
}

/** ms of a clock that both processes have. */
function moment(): number {
  return performance.timeOrigin + performance.now();
}

interface Figures {
  /** When the class was asked, or was told to close the vote. */
  readonly at: number;
  readonly peak: number;
  readonly cpu: number;
  readonly parts: readonly (readonly [string, string])[];
}

async function lesson(clients: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [CLASS], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // oxlint-disable typescript/no-unsafe-type-assertion -- the child is this very file
  const [{ port, code }] = (await once(child, 'message')) as [{ port: number; code: string }];
  const order = async (what: string): Promise<Figures> => {
    child.send(what);
    return ((await once(child, 'message')) as [Figures])[0];
  };
  // oxlint-enable typescript/no-unsafe-type-assertion
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const keys: string[] = [];
  await few(
    Array.from({ length: clients }, (_, index) => index),
    async (index) => {
      keys[index] = await joinClass(port, code, `student ${index + 1}`, agent);
    },
  );
  const devices: ClassDevice[] = [];
  await few(keys, async (key, index) => {
    devices[index] = await ClassDevice.open(port, key);
  });
  await order('go on');
  await wait(1_000);

  const asked = await latest(
    devices,
    () => order('ask'),
    (device) => has(device, 'question', '<form'),
  );
  const votes: number[] = [];
  await few(keys, async (key, index) => {
    // Every third changes their mind.
    for (const choice of index % 3 === 0 ? [2, 1] : [(index % 3) + 1]) {
      const began = performance.now();
      const { status } = await send(
        port,
        '/vote',
        { key, question: 1, choice },
        { agent, headers: { accept: 'application/json' } },
      );
      if (status !== 204) throw new Error(`a vote was not taken: ${status}`);
      votes.push(performance.now() - began);
    }
  });
  const tally = await latest(
    devices,
    () => order('settle'),
    (device) => has(device, 'question', '<meter'),
  );
  for (let turn = 0; turn < RETURNS; turn += 1) {
    devices[0]?.close();
    devices[0] = await ClassDevice.open(port, keys[0] ?? '');
    if (turn === RETURNS / 2) await order('go on');
  }
  await order('end');
  await wait(5_000);
  const last = await order('figures');
  tellAll(`${clients} students`, devices, last, { asked, votes, tally });
  for (const device of devices) device.close();
  agent.destroy();
  await order('close');
}

/** Says how late everything was, and whether every device ends with the same page. */
function tellAll(
  whole: string,
  devices: readonly ClassDevice[],
  last: Figures,
  times: Readonly<Record<'asked' | 'votes' | 'tally', readonly number[]>>,
): void {
  const equal = devices.filter((device) => last.parts.every(([id, html]) => device.parts.get(id) === html));
  const judge = (what: string, late: readonly number[]): void => {
    const p99 = percentile(late, 0.99);
    report(
      `${whole}: ${what}, p50 and p99`,
      `${percentile(late, 0.5).toFixed(0)}, ${p99.toFixed(0)} ms`,
      `${LATEST} ms`,
      p99 <= LATEST,
    );
  };
  judge('a question reaches all', times.asked);
  judge('a vote is taken', times.votes);
  judge('the tally reaches all', times.tally);
  report(
    `${whole}: the same page at the end`,
    `${equal.length}`,
    `${devices.length}`,
    equal.length === devices.length,
  );
  tell(`${whole}: memory at most`, `${(last.peak / MB).toFixed(0)} MB`);
  tell(`${whole}: CPU of the class in all`, `${last.cpu.toFixed(1)} s`);
}

function has(device: ClassDevice, id: string, text: string): boolean {
  return device.parts.get(id)?.includes(text) === true;
}

/** How long after the class did what `act` orders each device has what is waited for: ms. */
async function latest(
  devices: readonly ClassDevice[],
  act: () => Promise<Figures>,
  isThere: (device: ClassDevice) => boolean,
): Promise<readonly number[]> {
  const times = devices.map(
    (device) =>
      new Promise<number>((resolve) => {
        device.onEvent = () => {
          if (isThere(device)) resolve(moment());
        };
      }),
  );
  const { at } = await act();
  return (await Promise.all(times)).map((time) => time - at);
}

async function few<T>(items: readonly T[], act: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await act(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
