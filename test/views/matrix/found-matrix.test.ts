import test from 'ava';
import type { Fact } from '../../../lab/facts/session.ts';
import { PREFACE_TEXT } from '../../../lab/wire/http2/frame.ts';
import { foundMatrixAt } from '../../../src/views/matrix/found-matrix.ts';
import { bytes, log, opened, segment } from '../../helpers/captured.ts';

/** The matrix of a capture in which a client says this. */
function foundIn(said: Uint8Array) {
  const facts: readonly Fact[] = [
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
    ...log(opened(1), segment(1, 'to-bank', 0, said)).facts,
  ];
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
