import { pcapFile, pcapngSection } from './files.ts';
import type { MadeFrame } from './files.ts';
import { ip, LINKS, segment, tcp, udp } from './frames.ts';
import type { MadeSegment } from './frames.ts';

const ENDS = [
  ['192.0.2.1:40000', '198.51.100.2:80'],
  ['[2001:db8::1]:40001', '[2001:db8::2]:80'],
] as const;

const SAID = [
  [
    'POST /login?a=b HTTP/1.1\r\nHost: a.test\r\nCookie: sid=abcdef\r\nContent-Length: 24\r\n\r\nuser=bob&password=secret',
    'HTTP/1.1 200 OK\r\nSet-Cookie: sid=ghijkl\r\nContent-Length: 2\r\n\r\nhi',
  ],
  [
    'EHLO a\r\nAUTH PLAIN AGJvYgBzZWNyZXQ=\r\nSTARTTLS\r\n\x16\x03\x01\0\x04\x01\0\0\0',
    '220 mail ESMTP Postfix\r\n250 STARTTLS\r\n220 Ready\r\n',
  ],
  [
    '\x16\x03\x01\0\x2d\x01\0\0\x29\x03\x03' + 'r'.repeat(32) + '\0\0\x02\x13\x01\x01\0\0',
    '\x18\x03\x02\0\x03\x01\x40\0',
  ],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\0\0\0\x04\0\0\0\0\0'],
] as const;

/** A connection that is opened, says both texts, each in two segments, and ends. */
function talk(
  from: string,
  to: string,
  [asked, answered]: readonly [string, string],
): readonly MadeSegment[] {
  const [up, down] = [
    { from, to },
    { from: to, to: from },
  ];
  const half = asked.length >> 1;
  return [
    { ...up, sequence: 0xffff_fff0, flags: 'S' },
    { ...down, sequence: 7, acknowledgment: 0xffff_fff1, flags: 'SA' },
    { ...up, sequence: 0xffff_fff1, acknowledgment: 8, flags: 'A', payload: asked.slice(0, half) },
    {
      ...up,
      sequence: (0xffff_fff1 + half) >>> 0,
      acknowledgment: 8,
      flags: 'PA',
      payload: asked.slice(half),
    },
    {
      ...down,
      sequence: 8,
      acknowledgment: (0xffff_fff1 + asked.length) >>> 0,
      flags: 'PA',
      payload: answered,
    },
    { ...up, sequence: (0xffff_fff1 + asked.length) >>> 0, acknowledgment: 8 + answered.length, flags: 'FA' },
    {
      ...down,
      sequence: 8 + answered.length,
      acknowledgment: (0xffff_fff2 + asked.length) >>> 0,
      flags: 'FA',
    },
  ];
}

const timed = (frames: readonly Uint8Array[]): MadeFrame[] =>
  frames.map((frame, index) => ({ time: 1_700_000_000_000 + 10 * index, frame }));

/** A small capture of every kind that is read: each link, both formats in both byte orders, fragments, UDP, secrets. */
export function madeCaptures(): readonly Buffer[] {
  const links = Object.values(LINKS).flatMap(([link, make], index) =>
    ENDS.map(([from, to]) =>
      pcapFile(
        link,
        timed(talk(from, to, SAID[index % SAID.length] ?? SAID[0]).map((each) => make(segment(each)))),
        {
          big: index % 2 === 1,
          nanoseconds: index % 3 === 1,
        },
      ),
    ),
  );
  const sections = [false, true].map((big) =>
    pcapngSection(
      [
        { kind: 'section', comment: 'made' },
        { kind: 'interface', link: 101, resolution: 9 },
        { kind: 'secrets', text: `CLIENT_RANDOM ${'72'.repeat(32)} ${'ab'.repeat(48)}\n` },
        ...SAID.flatMap((said, index) => {
          const [from, to] = ENDS[index % 2] ?? ENDS[0];
          return timed(talk(from, to, said).map((each) => segment(each))).map(
            (frame) => ({ kind: 'enhanced', unit: 1e-6, ...frame }) as const,
          );
        }),
        { kind: 'simple', frame: segment({ from: ENDS[0][0], to: ENDS[0][1], sequence: 1, flags: 'S' }) },
      ],
      { big },
    ),
  );
  const fragments = ENDS.map(([from, to]) => {
    const whole = tcp({ from, to, sequence: 1, flags: 'PA', payload: 'x'.repeat(100) });
    const piece = (at: number, end: number): Buffer =>
      ip(from, to, whole.subarray(at, end), { offset: at, more: end < whole.length });
    return pcapFile(101, timed([piece(48, whole.length), piece(0, 24), piece(24, 48)]));
  });
  const datagrams = pcapFile(
    101,
    timed(
      ['\xc0\0\0\0\x01' + 'q'.repeat(40), '\x16\xfe\xfd' + '\0'.repeat(9) + '\x04abcd'].map((each) =>
        ip(ENDS[0][0], ENDS[0][1], udp(ENDS[0][0], ENDS[0][1], each), { protocol: 17 }),
      ),
    ),
  );
  return [...links, ...sections, Buffer.concat(sections), ...fragments, datagrams];
}
