import * as fc from 'fast-check';
import { toPcapng } from '../../src/export/pcapng.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { anyFacts, captured, connected, OPENED, timed } from '../helpers/happenings.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { needing } from '../helpers/needing.ts';
import { tshark } from '../helpers/tshark.ts';

const withTshark = needing('tshark');

const written = (from: Iterable<Fact>, sealed = false): Buffer =>
  Buffer.concat([...toPcapng(sealed ? sealFacts(from) : from)]);
const open = written(RECORDED);
const fields = (...names: string[]): string[] => ['-T', 'fields', ...names.flatMap((name) => ['-e', name])];
const POSTED = ['-Y', 'http.request.method == POST', ...fields('tcp.dstport', 'urlencoded-form.value')];
const password = RECORDED.find((fact) => fact.type === 'secret-planted' && fact.name === 'password');
const secret = password?.type === 'secret-planted' ? password.value : '';

withTshark('tshark finds no fault in the packets: no error, no warning, nothing malformed', (t) => {
  const severe = [
    '-Y',
    '_ws.malformed || _ws.expert.severity >= 0x600000',
    ...fields('frame.number', '_ws.expert.message'),
  ];
  t.deepEqual(tshark(open, ...severe), []);
  t.deepEqual(tshark(open, '-Y', 'tcp.analysis.flags', ...fields('frame.number')), []);
  const checked = tshark(open, ...fields('ip.checksum.status', 'tcp.checksum.status'));
  t.true(checked.length > 40);
  t.deepEqual(new Set(checked), new Set(['1\t1']), 'every checksum is good');
});

withTshark('tshark reads the password of the form on port 80, and with the secrets on port 443', (t) => {
  t.not(secret, '');
  const posts = tshark(open, ...POSTED).map((line) => line.split('\t'));
  t.deepEqual(new Set(posts.map(([port]) => port)), new Set(['80', '443']));
  for (const [, values] of posts) t.true(values?.split(',').includes(secret));
});

withTshark('without the secrets tshark reads port 80 only', (t) => {
  const posts = tshark(written(RECORDED, true), ...POSTED).map((line) => line.split('\t')[0]);
  t.deepEqual(posts, ['80']);
});

withTshark('tshark counts the streams, the bytes and the server name that the session has', (t) => {
  const sizes = new Map<string, number>();
  const lines = tshark(open, ...fields('tcp.stream', 'tcp.dstport', 'tcp.len'));
  for (const [stream, to, length] of lines.map((line) => line.split('\t'))) {
    const key = `${stream} ${to === '80' || to === '443' ? 'to-bank' : 'to-victim'}`;
    sizes.set(key, (sizes.get(key) ?? 0) + Number(length));
  }
  const expected = new Map<string, number>();
  for (const fact of RECORDED) {
    if (fact.type !== 'segment-captured') continue;
    const key = `${fact.connection - 1} ${fact.direction}`;
    expected.set(key, (expected.get(key) ?? 0) + fact.bytes.length);
  }
  t.is(expected.size, 4);
  t.deepEqual(Object.fromEntries(sizes), Object.fromEntries(expected));
  const name = 'tls.handshake.extensions_server_name';
  t.deepEqual(tshark(open, '-Y', name, ...fields('frame.interface_name', name)), ['sealed\tbank.test']);
});

withTshark('tshark shows the comments, and that of a gap where it misses a segment', (t) => {
  const steps = tshark(open, '-Y', 'frame.comment contains "step 5"', ...fields('frame.interface_name'));
  t.deepEqual(new Set(steps), new Set(['plain', 'sealed']));
  const gap = timed(
    OPENED,
    connected(1),
    captured(1, 'to-bank', 0, 'abc'),
    captured(1, 'to-bank', 1003, 'def'),
  );
  const lost = tshark(written(gap), '-Y', 'tcp.analysis.lost_segment', ...fields('tcp.len', 'frame.comment'));
  t.is(lost.length, 1);
  t.regex(lost[0] ?? '', /^3\t1,000 bytes before this/);
});

withTshark('tshark reads whatever facts become, and every checksum is good', (t) => {
  for (const any of fc.sample(anyFacts, { numRuns: 6, seed: 7 })) {
    const checked = tshark(
      written([...any, ...timed(captured(1, 'to-bank', 0, 'x', any[0]?.type))]),
      ...fields('tcp.checksum.status'),
    );
    t.deepEqual(new Set(checked), new Set(['1']));
  }
});
