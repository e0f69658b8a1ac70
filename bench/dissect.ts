import { dissectTls } from '../src/explain/tls/dissect.ts';
import { CONTENT } from '../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../lab/wire/tls/records.ts';
import { grouped } from '../lab/text/count.ts';
import { load } from '../tools/support/recordings.ts';
import { MB, median, report } from './measure.ts';

/** Bytes of one record's payload: as many as one may hold (RFC 9846 §5.1). */
const PAYLOAD = 16_384;
/** Records of application data on one connection, behind a handshake that was recorded. */
const RECORDS = 512;
const HELLOS = 4_000;
const ROUNDS = 9;

/** Dissecting TLS, on one core, beside a plain loop that looks at each of the same bytes once. */
export function benchDissect(): void {
  const { toBank, toVictim } = load('tls13-node');
  const record = Buffer.alloc(RECORD_HEADER + PAYLOAD, 0x5a);
  record.set([CONTENT.applicationData, 3, 3, PAYLOAD >> 8, PAYLOAD & 0xff]);
  const download = Buffer.concat([toVictim, ...Array.from({ length: RECORDS }, () => record)]);
  const data = besideLoop(download, () => {
    const { records, more } = counted(toBank, download);
    if (records < RECORDS || more > 0) throw new Error(`only ${records} records were dissected`);
  });
  const bytes = download.length / MB / data.seconds;
  report(
    'dissecting TLS application data',
    `${grouped(Math.round(bytes))} MB/s, ${data.ratio.toFixed(1)} × a plain loop`,
    'at least 100 MB/s',
    bytes >= 100,
  );

  for (const [what, name] of [
    ['Node’s', 'tls13-node'],
    ['Chromium’s', 'chromium-tls13'],
  ] as const) {
    const nothing = new Uint8Array(0);
    const sent = load(name).toBank;
    const hello = sent.slice(0, dissectTls(sent, nothing).toBank[0]?.length);
    const all = besideLoop(Buffer.concat(Array.from({ length: HELLOS }, () => hello)), () => {
      for (let i = 0; i < HELLOS; i += 1) {
        if (dissectTls(hello, nothing).summary.sni === undefined) throw new Error('no name was found');
      }
    });
    const rate = HELLOS / all.seconds;
    report(
      `dissecting ${what} ClientHello, ${hello.length} bytes`,
      `${grouped(Math.round(rate))} a second, plain loop ${grouped(Math.round(rate / all.ratio))}`,
      'at least 20,000 a second',
      rate >= 20_000,
    );
  }
}

function counted(toBank: Uint8Array, toVictim: Uint8Array): { records: number; more: number } {
  const { toVictim: nodes, more } = dissectTls(toBank, toVictim);
  return { records: nodes.length, more: more.toVictim };
}

/** Seconds that `work` takes, and its speed in ratio to that of a loop over `bytes`: medians, measured in turn. */
function besideLoop(bytes: Uint8Array, work: () => void): { seconds: number; ratio: number } {
  const pairs = Array.from({ length: ROUNDS + 2 }, () => [timed(work), timed(() => looped(bytes))] as const);
  const warm = pairs.slice(2);
  return {
    seconds: median(warm.map(([seconds]) => seconds)),
    ratio: median(warm.map(([seconds, loop]) => loop / seconds)),
  };
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

let seen = 0;

function looped(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 1) seen = (seen + (bytes[at] ?? 0)) | 0;
}
