import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { handmadeSessions } from './cases.ts';
import { compare, VIEW_NAMES } from './compare.ts';
import type { Counts, Disagreement } from './compare.ts';
import { ASPECTS } from './said.ts';
import {
  AS_CAPTURED,
  beginnings,
  BYTE_BY_BYTE,
  randomCut,
  recordedSessions,
  recut,
  savedSessions,
} from './sessions.ts';
import type { Asked, Cut } from './sessions.ts';
import { VIEWS } from './views.ts';

/** Parts into which a session is divided: in each of its cuts the views are asked at one place between two of them. */
const PARTS = 5;

/** What was compared so far: whole sessions, in each cut. */
const totals: Counts[] = [];
const faulty: string[] = [];
let sessions = 0;
let looks = 0;

for (const asked of recordedSessions()) {
  test.serial(`${asked.name}: all views say the same of every byte`, async (t) => {
    await agree(t, asked, [AS_CAPTURED, randomCut(2, 60), BYTE_BY_BYTE]);
  });
}

for (const asked of handmadeSessions()) {
  test.serial(`${asked.name}: all views say the same of every byte`, async (t) => {
    await agree(t, asked, [AS_CAPTURED, randomCut(4, 8), BYTE_BY_BYTE]);
  });
}

for (const asked of await savedSessions()) {
  test.serial(`saved session ${asked.name}: all views say the same of every byte`, async (t) => {
    await agree(t, asked, [AS_CAPTURED, randomCut(7, 600)]);
  });
}

test.serial('a view that calls one sealed record clear is found out', (t) => {
  const { facts } = recordedSessions().find(({ name }) => name === 'tls13-openssl') ?? { facts: [] };
  t.deepEqual(compare(facts).disagreements, []);
  const { disagreements } = compare(facts, {
    ...VIEWS,
    inspector: (all) =>
      VIEWS.inspector(all).map((said, index) => (index === 5 ? { ...said, sealed: false } : said)),
  });
  t.is(disagreements.length, 1);
  t.true(disagreements[0]?.fault.startsWith('sealed: false (inspector) ≠ true ('));
});

test.serial('how much was compared', (t) => {
  const total = (of: (counts: Counts) => number): number =>
    totals.reduce((sum, counts) => sum + of(counts), 0);
  const bytes = total((counts) => counts.bytes);
  const share = (count: number): string => `${((100 * count) / bytes).toFixed(1)} %`;
  t.log(`sessions: ${sessions}; each in its cuts: ${totals.length}; with beginnings of these: ${looks}`);
  t.log(`connections: ${total(({ connections }) => connections)}; bytes: ${bytes}`);
  t.log(`sessions with a disagreement: ${faulty.length}`);
  for (const aspect of ASPECTS) {
    const compared = total((counts) => counts.compared[aspect]);
    const disputed = total((counts) => counts.disputed[aspect]);
    const silent = VIEW_NAMES.map(
      (view) => `${view} ${share(bytes - total(({ said }) => said.get(`${view} ${aspect}`) ?? 0))}`,
    );
    t.log(`${aspect}: ${compared} bytes compared (${share(compared)}), ${disputed} disputed`);
    t.log(`  nothing said of it by ${silent.join(', ')}`);
  }
  t.true(total(({ compared }) => compared.sealed) > 0.9 * bytes);
});

/** Asks the views at the end of the session and at a place before it, in every cut; the next session takes another place. */
async function agree(t: ExecutionContext, { name, facts }: Asked, cuts: readonly Cut[]): Promise<void> {
  const found = new Map<string, { first: Disagreement; where: string; more: number }>();
  const note = (disagreements: readonly Disagreement[], where: string): void => {
    for (const first of disagreements) {
      const key = `${first.stream} ${first.fault}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { first, where, more: 0 });
      else known.more += 1;
    }
  };
  sessions += 1;
  // What was found so far is told before the next session is looked at.
  await setImmediate();
  const wholes = cuts.map((cut) => ({ cut, pieces: recut(facts, cut) }));
  for (const { cut, pieces } of wholes) {
    const { disagreements, counts } = compare(pieces);
    totals.push(counts);
    note(disagreements, cut.name);
  }
  for (const [turn, { cut, pieces }] of wholes.entries()) {
    const parts = beginnings(pieces, PARTS - 1);
    const part = parts[(sessions + turn) % Math.max(1, parts.length)];
    looks += part === undefined ? 1 : 2;
    if (part !== undefined) note(compare(part).disagreements, `${cut.name}, first ${part.length} facts`);
  }
  if (found.size > 0) faulty.push(name);
  const lines = [...found.values()].map(({ first: { stream, from, to, text }, where, more }) => {
    const places = more === 0 ? where : `${where}; ${more} more`;
    return `${stream} bytes ${from} to ${to - 1}: ${text} [${places}]`;
  });
  t.deepEqual(lines, []);
}
