import test from 'ava';
import type { Fact } from '../../../lab/facts/session.ts';
import { PREFACE_TEXT } from '../../../lab/wire/http2/frame.ts';
import { foundMatrixAt } from '../../../src/views/matrix/found-matrix.ts';
import { perLane } from '../../../src/views/lane-log.ts';
import { ladderAt } from '../../../src/views/ladder/ladder.ts';
import { bytes, log, opened, segment } from '../../helpers/captured.ts';

/** A capture in which a client says these, one after another. */
function capture(...said: readonly Uint8Array[]): readonly Fact[] {
  let at = 0;
  const segments = said.map((each) => {
    at += each.length;
    return segment(1, 'to-bank', at - each.length, each);
  });
  return [
    {
      at: 0,
      type: 'session-opened',
      format: 1,
      version: '0.0.0',
      scenario: '',
      title: 'a.pcap',
      seed: '',
      time: '2026-11-27T08:00:00.000Z',
      lanes: [{ id: 'plain', title: 'a.pcap', url: '' }],
      steps: [],
      notes: '',
      source: { kind: 'capture', file: 'a.pcap' },
    },
    ...log(opened(1), ...segments).facts,
  ];
}

/** The matrix of a capture in which a client says this. */
function foundIn(said: Uint8Array) {
  const facts = capture(said);
  return foundMatrixAt(facts, facts.length).columns[0]?.cells ?? {};
}

const PATH = '/account/overview';

/** Where the bytes of a cell stand, as text. */
function pointedAt(said: Uint8Array): string {
  const { offset = 0, length = 0 } = foundIn(said)['pages']?.place ?? {};
  return Buffer.from(said.subarray(offset, offset + length)).toString('latin1');
}

test('the first path is pointed at where it stands, in HTTP/1.1 and in HTTP/2', (t) => {
  t.is(pointedAt(bytes(`GET ${PATH} HTTP/1.1\r\nHost: shop.test\r\n\r\n`)), PATH);
  const fields = Buffer.concat([
    Buffer.of(0x82, 0x86, 0x44, PATH.length),
    Buffer.from(PATH),
    Buffer.of(0x41, 9),
    Buffer.from('shop.test'),
  ]);
  const said = Buffer.concat([
    Buffer.from(PREFACE_TEXT),
    Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0),
    Buffer.of(0, 0, fields.length, 1, 5, 0, 0, 0, 1),
    fields,
  ]);
  t.true(pointedAt(said).endsWith(PATH), pointedAt(said));
});

test('moments are told with their day', (t) => {
  t.is(foundIn(bytes('GET / HTTP/1.1\r\n\r\n'))['times']?.value, '2026-11-27 08:00:00.001 to 08:00:00.001');
});

test('at a point of a capture matrix and ladder say what the bytes up to there tell, and nothing that comes later', (t) => {
  const body = '{"password":"hunter22","note":"hi"}';
  const head = `POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const facts = capture(bytes(head + body.slice(0, 25)), bytes(body.slice(25)));
  const reads = (point: number): string[] =>
    ladderAt(facts, point)[0]?.rungs.flatMap((rung) => rung.reads) ?? [];
  const kind = (point: number) => foundMatrixAt(facts, point).columns[0]?.cells['password']?.kind;
  t.deepEqual([reads(facts.length), kind(facts.length)], [['password'], 'read']);
  t.deepEqual([reads(facts.length - 1), kind(facts.length - 1)], [[], 'not-sent']);
  t.deepEqual([reads(facts.length), kind(facts.length)], [['password'], 'read']);
});

test('all who ask for a lane at one point share its log, and what was found in it is one list', (t) => {
  const facts = capture(bytes('GET /?password=one HTTP/1.1\r\n\r\n'), bytes('GET / HTTP/1.1\r\n\r\n'));
  const [one, other] = [perLane((it) => it), perLane((it) => it)];
  const id = foundMatrixAt(facts, facts.length).columns[0]?.lane.id ?? '';
  t.is(one(facts, facts.length, id), other(facts, facts.length, id));
  t.is(one(facts, facts.length, id).found, other(facts, facts.length, id).found);
  t.is(one(facts, facts.length - 1, id), other(facts, facts.length - 1, id));
  t.deepEqual(
    one(facts, facts.length, id).found.map(({ value }) => value),
    ['one'],
  );
});
