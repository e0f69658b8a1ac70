import * as z from 'zod/mini';
import { grouped } from '../../lab/text/count.ts';
import { knownFact } from '../../lab/facts/session.ts';
import { EXPORT_FORMATS } from '../../src/commands/formats.ts';
import { SEGMENT_SIZE } from '../../src/export/packets.ts';
import { parseLine } from '../../src/session/parse.ts';
import { Session } from '../../src/session/session.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { checkClaim, parseClaim } from '../../src/views/claims/claims.ts';
import { Inspection } from '../../src/views/inspection/inspection.ts';
import { ladderAt } from '../../src/views/ladder/ladder.ts';
import { matrixAt } from '../../src/views/matrix/matrix.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import { hostile } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { PASSWORD, sessionModel } from './models/session-model.ts';
import type { SessionModel } from './models/session-model.ts';

const WAYS = ['to-bank', 'to-victim'] as const;

/** Every view of one session, against what the model says. */
function views({ facts, over, streams, units, made, leaks }: SessionModel): void {
  const state = facts.reduce(reduce, EMPTY_STATE);
  hold(state.closed !== undefined && state.lanes.length === 1, 'the stage has not come to its end');

  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  const inspection = new Inspection(session);
  const [connection] = inspection.connections('a', facts.length);
  hold(connection !== undefined, 'no connection to inspect');
  same(connection.protocol, over, 'protocol');
  const items = inspection.items(connection);
  for (const way of WAYS) {
    const own = items.filter(({ direction }) => direction === way);
    same(
      own.map(({ offset, length, sealed }) => [offset, length, sealed]),
      units[way],
      `items ${way}`,
    );
  }

  const [ladder] = ladderAt(facts, facts.length);
  const drawn = ladder?.rungs.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  same(drawn, streams['to-bank'].length + streams['to-victim'].length, 'bytes on the ladder');

  const cells = matrixAt(facts, facts.length).columns[0]?.cells;
  same(cells?.password.kind === 'read', leaks, 'password in the matrix');
  if (over === 'http') {
    const [first = { target: '' }] = made;
    hold(cells?.page.value.startsWith(first.target) === true, `page in the matrix: ${cells?.page.value}`);
  } else same(cells?.page.kind === 'read', false, 'page in the matrix');
  same(
    cells?.sizes.says.includes(streams['to-bank'].length.toLocaleString('en')),
    true,
    'size in the matrix',
  );

  const reads = parseClaim('attacker reads password');
  hold(reads !== undefined, 'no such claim');
  same(checkClaim(reads, facts, 'a').held, leaks, 'claim');
}

/** The same session with the bytes of one segment others: no view throws, none leaves a byte out or says one twice. */
function brokenViews(random: Random, model: SessionModel): void {
  const chosen = random.below(model.facts.length);
  const ends = { 'to-bank': 0, 'to-victim': 0 };
  const facts = model.facts.map((fact, index) => {
    if (fact.type !== 'segment-captured') return fact;
    const bytes = index === chosen ? hostile(random, [fact.bytes]) : fact.bytes;
    const offset = ends[fact.direction];
    ends[fact.direction] += bytes.length;
    return { ...fact, offset, bytes };
  });
  facts.reduce(reduce, EMPTY_STATE);
  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  const inspection = new Inspection(session);
  for (const connection of inspection.connections('a', facts.length)) {
    inspection.summary(connection);
    const items = inspection.items(connection);
    for (const way of WAYS) {
      let last = 0;
      for (const { offset, length } of items
        .filter(({ direction }) => direction === way)
        .toSorted((a, b) => a.offset - b.offset)) {
        hold(offset >= last && offset + length <= ends[way], `an item at ${offset} over another, or outside`);
        last = offset + length;
      }
    }
  }
  const drawn = ladderAt(facts, facts.length)[0]?.rungs.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  same(drawn, ends['to-bank'] + ends['to-victim'], 'bytes on the ladder');
  const clear = facts.some(
    (fact) => fact.type === 'segment-captured' && Buffer.from(fact.bytes).includes(PASSWORD),
  );
  hold(
    !clear || matrixAt(facts, facts.length).columns[0]?.cells.password.kind === 'read',
    'a password overlooked',
  );
}

/** What stands in an export of a session. */
async function written(model: SessionModel, id: string): Promise<Buffer> {
  const format = EXPORT_FORMATS.find((each) => each.id === id);
  hold(format !== undefined, `no format ${id}`);
  const all: Buffer[] = [];
  for (const piece of await format.write(model.facts)) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

/** Of an HTTP Archive what was asked for. */
const Archive = z.object({
  log: z.object({
    entries: z.array(z.object({ request: z.object({ method: z.string(), url: z.string() }) })),
  }),
});

/** One export, read by what it is for. */
async function exported(random: Random, model: SessionModel): Promise<void> {
  const { facts, streams } = model;
  const lines = facts.map((fact) => toJsonLine(fact));
  // A recording is drawn frame by frame, which takes long.
  const id = random.pick(
    random.below(100) === 0 ? ['cast'] : ['pcapng', 'keylog', 'har', 'json', 'jsonl', 'text', 'html'],
  );
  const bytes = await written(model, id);
  const text = bytes.toString();
  // oxlint-disable-next-line no-control-regex -- controls are what it looks for
  if (id !== 'pcapng') hold(!/[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(text), `a control character in ${id}`);
  same((await written(model, id)).equals(bytes), true, `${id} a second time`);
  switch (id) {
    case 'jsonl': {
      const back = text
        .trimEnd()
        .split('\n')
        .map((line) => parseLine(Buffer.from(line)));
      const known = back.flatMap((read) =>
        'fact' in read && knownFact(read.fact) !== undefined ? [toJsonLine(read.fact)] : [],
      );
      same(known, lines, 'jsonl');
      return;
    }
    case 'json':
      same(
        JSON.parse(text),
        lines.map((line): unknown => JSON.parse(line)),
        'json',
      );
      return;
    case 'har': {
      const { log } = Archive.parse(JSON.parse(text));
      const right = facts.flatMap((fact) =>
        fact.type === 'exchange-made' ? [[fact.request.method, fact.request.url]] : [],
      );
      same(
        log.entries.map(({ request }) => [request.method, request.url]),
        right,
        'har',
      );
      return;
    }
    case 'pcapng':
      for (const fact of facts) {
        if (fact.type !== 'segment-captured') continue;
        for (let at = 0; at < fact.bytes.length; at += SEGMENT_SIZE)
          hold(
            bytes.includes(Buffer.from(fact.bytes.subarray(at, at + SEGMENT_SIZE))),
            'bytes left out of pcapng',
          );
      }
      return;
    case 'html':
      hold(!/<script|<iframe|javascript:/i.test(text), 'a page that runs something');
      hold(text.includes('A model'), 'a page without its title');
      return;
    case 'text': {
      const [toBank, toVictim] = WAYS.map((way) => grouped(streams[way].length));
      hold(
        text.includes(`connection 1: ${toBank} bytes to the bank, ${toVictim} to the victim`),
        'a connection left out of the transcript',
      );
      return;
    }
    default:
      hold(id !== 'keylog' || /^#.*\n$/.test(text), 'a secret that nobody logged');
  }
}

/** Sessions made to a model, as every view and export has them. */
export const VIEW_TARGETS: readonly FuzzTarget[] = [
  { name: 'views', attempt: (random) => views(sessionModel(random)) },
  { name: 'views-broken', attempt: (random) => brokenViews(random, sessionModel(random)) },
  { name: 'exports', slow: true, attempt: (random) => exported(random, sessionModel(random)) },
];
