import type { ConnectionOpened } from '../../lab/facts/facts.ts';
import * as fc from 'fast-check';
import type { Fact, Happening, SessionOpened } from '../../lab/facts/session.ts';

/** The opening of a session with a lane on each port. */
export const OPENED: SessionOpened = {
  type: 'session-opened',
  format: 1,
  version: '9.9.9',
  scenario: 'bank-login',
  title: 'Two doors',
  seed: 'abc',
  time: '2026-01-02T03:04:05.000Z',
  lanes: [
    { id: 'plain', title: 'port 80', url: 'http://bank.test/' },
    { id: 'sealed', title: 'port 443', url: 'https://bank.test/' },
  ],
  steps: [],
  notes: '',
};

/** Facts at 0, 1, 2 … ms. */
export function timed(...happenings: readonly Happening[]): Fact[] {
  return happenings.map((happening, index) => ({ at: index, ...happening }));
}

/** A connection of the lane `plain` that opens. */
export function connected(
  connection: number,
  client = `127.0.0.1:${40_000 + connection}`,
  lane = 'plain',
): ConnectionOpened {
  return {
    type: 'connection-opened',
    lane,
    connection,
    logical: 'bank.test:80',
    client,
    server: '127.0.0.1:80',
  };
}

/** Bytes that were captured in the lane `plain`. */
export function captured(
  connection: number,
  direction: 'to-bank' | 'to-victim',
  offset: number,
  bytes: Uint8Array | string,
  lane = 'plain',
): Happening {
  return {
    type: 'segment-captured',
    lane,
    connection,
    direction,
    offset,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
  };
}

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('plain', 'sealed', '__proto__', ''),
);
const number = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.nat(), fc.maxSafeNat(), fc.double());
const connection = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double());
const direction = fc.constantFrom('to-bank' as const, 'to-victim' as const);
const address = fc.oneof(odd, fc.webUrl(), fc.constantFrom('bank.test:443', 'x:0', 'x:99999', ':1'));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.nat({ max: 10_000 }).map((size) => new Uint8Array(size)),
);
const headers = fc.array(
  fc.tuple(
    fc.oneof(odd, fc.constantFrom('Cookie', 'set-cookie', 'Content-Type', 'content-encoding', 'location')),
    odd,
  ),
  { maxLength: 6 },
);
const lane = odd;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    type: fc.constant('session-opened' as const),
    format: number,
    version: odd,
    scenario: odd,
    title: odd,
    seed: odd,
    time: fc.oneof(odd, fc.constant('2026-01-02T03:04:05Z')),
    lanes: fc.array(fc.record({ id: lane, title: odd, url: address }), { maxLength: 4 }),
    steps: fc.constant([]),
    notes: odd,
  }),
  fc.record({
    type: fc.constantFrom('step-started' as const, 'step-finished' as const),
    index: number,
    kind: fc.constant('say' as const),
    text: odd,
  }),
  fc.record({
    type: fc.constant('connection-opened' as const),
    lane,
    connection,
    logical: address,
    client: address,
    server: address,
  }),
  fc.record({
    type: fc.constant('segment-captured' as const),
    lane,
    connection,
    direction,
    offset: number,
    bytes,
  }),
  fc.record({
    type: fc.constant('connection-closed' as const),
    lane,
    connection,
    by: fc.constantFrom('victim' as const, 'bank' as const, 'attacker' as const),
    how: fc.constantFrom('end' as const, 'reset' as const, 'refused' as const, 'lab-closed' as const),
    toBank: number,
    toVictim: number,
  }),
  fc.record({ type: fc.constant('tls-secret-logged' as const), lane, line: odd }),
  fc.record(
    {
      type: fc.constant('exchange-made' as const),
      lane,
      request: fc.record({ method: odd, url: address, headers, body: bytes }),
      response: fc.record({ status: number, headers, body: bytes }),
      waited: number,
      took: number,
      tls: odd,
    },
    { requiredKeys: ['type', 'lane', 'request', 'response', 'waited', 'took'] },
  ),
  fc.record({
    type: fc.constant('page-shown' as const),
    lane,
    url: address,
    status: number,
    title: odd,
    security: fc.constant('secure' as const),
    text: odd,
    forms: fc.constant([]),
  }),
);

/** Any facts that are of the right types and otherwise as odd as a file can make them. */
export const anyFacts: fc.Arbitrary<Fact[]> = fc.array(
  fc.tuple(happening, fc.oneof(fc.nat({ max: 10_000 }), fc.double())).map(([fact, at]) => ({ at, ...fact })),
  { maxLength: 30 },
);
