import { decodeContent } from '../../lab/wire/http/content.ts';
import { HTTP_LIMITS } from '../../lab/wire/http/message.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import { decodeHttp, feedHttp, httpReading, startHttp } from '../../lab/wire/http/parser.ts';
import { printable } from '../../lab/text/printable.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { derElement, nameText } from '../../lab/wire/tls/der.ts';
import { httpFields } from '../../src/explain/http/message-fields.ts';
import { dissectTls } from '../../src/explain/tls/dissect.ts';
import { startReading, waitingUnits } from '../../src/reading/connection.ts';
import { UnitList } from '../../src/reading/lane.ts';
import { readPassed } from '../../src/reading/pass.ts';
import type { Unit } from '../../src/reading/protocol.ts';
import { hostile, pieces } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { httpModel } from './models/http-model.ts';
import type { ModelMessage } from './models/http-model.ts';
import { nameModel } from './models/name-model.ts';
import { tlsModel } from './models/tls-model.ts';
import type { TlsModel } from './models/tls-model.ts';

const WAYS = ['to-bank', 'to-victim'] as const;

/** Bytes that passed, read piece by piece: the units of both directions. */
function unitsOf(
  random: Random,
  flights: readonly { readonly direction: Direction; readonly bytes: Uint8Array; readonly offset: number }[],
): readonly Unit[] {
  let reading = startReading('bank.test:443');
  const units = new UnitList();
  let order = 0;
  for (const { direction, bytes, offset } of flights) {
    let at = offset;
    for (const piece of pieces(random, bytes)) {
      const [next, read] = readPassed(reading, {
        connection: 1,
        direction,
        offset: at,
        bytes: piece,
        at: order,
        order,
      });
      reading = next;
      units.add(read);
      at += piece.length;
      order += 1;
    }
  }
  return [...units.all, ...waitingUnits(reading, 1)];
}

function placed(flights: TlsModel['flights']): { direction: Direction; bytes: Uint8Array; offset: number }[] {
  const ends = { 'to-bank': 0, 'to-victim': 0 };
  return flights.map(({ direction, bytes }) => {
    const offset = ends[direction];
    ends[direction] += bytes.length;
    return { direction, bytes, offset };
  });
}

const told = (units: readonly Unit[], direction: Direction): unknown[] =>
  units
    .filter((unit) => unit.direction === direction && unit.complete && unit.protocol !== 'bytes')
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, length, sealed }) => [offset, length, sealed]);

const expected = ({ records }: TlsModel, direction: Direction): (readonly [number, number, boolean])[] =>
  records[direction].map(({ offset, length, sealed }) => [offset, length, sealed]);

/** A whole conversation: what the dissection and the reading say of it. */
function wholeTls(random: Random, model: TlsModel): void {
  const dissection = dissectTls(model.streams['to-bank'], model.streams['to-victim']);
  const { sni, alpnOffered, versionOffered, version, cipher } = dissection.summary;
  same(
    { ...(sni !== undefined && { sni }), alpnOffered, versionOffered, version, cipher },
    model.told,
    'summary',
  );
  for (const [direction, nodes] of [
    ['to-bank', dissection.toBank],
    ['to-victim', dissection.toVictim],
  ] as const) {
    same(
      nodes.map(({ offset, length, sealed }) => [offset, length, sealed]),
      expected(model, direction),
      'records',
    );
    const names = nodes.flatMap(({ messages }) => messages.map(({ label }) => label));
    same(names, model.messages[direction], 'messages');
    hold(!JSON.stringify(nodes).includes('"malformed"'), 'well-formed, and called malformed');
  }
  const units = unitsOf(random, placed(model.flights));
  for (const way of WAYS) same(told(units, way), expected(model, way), `units ${way}`);
}

/** The same with one thing wrong: cut off, followed by other bytes, or with a sealed record missing. */
function brokenTls(random: Random, model: TlsModel): void {
  const flights = placed(model.flights);
  const way = random.below(3);
  if (way === 0) {
    const cut = random.below(flights.length);
    const last = flights[cut];
    const kept = flights.slice(0, cut);
    if (last !== undefined)
      kept.push({ ...last, bytes: last.bytes.subarray(0, random.below(last.bytes.length)) });
    const units = unitsOf(random, kept);
    for (const each of WAYS) {
      const whole = flights.slice(0, cut).filter(({ direction }) => direction === each).length;
      same(told(units, each), expected(model, each).slice(0, whole), `units before the cut ${each}`);
    }
  } else if (way === 1) {
    const offset = model.streams['to-bank'].length;
    const junk = Buffer.from('NO RECORD AT ALL');
    const units = unitsOf(random, [...flights, { direction: 'to-bank', bytes: junk, offset }]);
    for (const each of WAYS)
      same(told(units, each), expected(model, each), `units before other bytes ${each}`);
    const bytes = units.filter(({ protocol }) => protocol === 'bytes');
    same(
      bytes.reduce((sum, { length }) => sum + length, 0),
      junk.length,
      'other bytes',
    );
  } else {
    const data = flights.flatMap(({ bytes }, index) => (bytes[0] === 23 ? [index] : []));
    if (data.length === 0) return;
    const missing = random.pick(data);
    const gone = flights[missing];
    const units = unitsOf(random, flights.toSpliced(missing, 1));
    for (const each of WAYS) {
      const right = expected(model, each).filter(([at]) => each !== gone?.direction || at !== gone.offset);
      same(told(units, each), right, `units around a gap ${each}`);
    }
  }
}

function messageTold(message: HttpMessage): unknown {
  const content = decodeContent(message.body).bytes;
  return {
    first: message.start.text,
    headers: message.headers.map(({ name, value }) => [name, value]),
    content: content === undefined ? 'not decoded' : Buffer.from(content).toString(),
    complete: message.complete,
  };
}

const messageRight = ({ first, headers, content }: ModelMessage): unknown => ({
  first,
  headers,
  content,
  complete: true,
});

/** One direction of a model: its messages, cut anywhere, and as fields. */
function wholeHttp(
  random: Random,
  way: Direction,
  messages: readonly ModelMessage[],
  methods: readonly string[],
): void {
  const bytes = Buffer.concat(messages.map((message) => message.bytes));
  const read = decodeHttp(way, bytes, { methods, ended: true });
  same(read.messages.map(messageTold), messages.map(messageRight), `messages ${way}`);
  let state = startHttp(way);
  for (const piece of pieces(random, bytes)) state = feedHttp(state, piece, { methods });
  const cut = httpReading(state).messages.map(messageTold);
  const ends = messages.filter(({ untilClose }) => !untilClose).length;
  same(cut.slice(0, ends), messages.map(messageRight).slice(0, ends), `messages of pieces ${way}`);
  for (const [index, message] of read.messages.entries()) {
    const field = httpFields(message);
    const length = messages[index]?.bytes.length;
    same(
      [field.length, field.children?.[0]?.value],
      [length, messages[index]?.first],
      'the message as a field',
    );
  }
}

/** The same with one thing wrong, in a message that is known: those before it come out as they were. */
function brokenHttp(
  random: Random,
  way: Direction,
  messages: readonly ModelMessage[],
  methods: readonly string[],
): void {
  const at = random.below(messages.length);
  const before = messages.slice(0, at);
  const head = Buffer.concat(before.map(({ bytes }) => bytes));
  const broken = messages[at]?.bytes ?? Buffer.alloc(0);
  const kind = random.below(4);
  const long =
    kind === 1
      ? `X-Long: ${'x'.repeat(HTTP_LIMITS.head)}\r\n`
      : kind === 2
        ? 'X: y\r\n'.repeat(HTTP_LIMITS.headers + 1)
        : '';
  const first = broken.indexOf('\r\n') + 2;
  const bad = 'Content-Length: ' + random.pick(['-1', '+1', '0x1', '1.0', 'one', '1 1', '1;']) + '\r\n';
  const put =
    kind === 0
      ? broken.subarray(0, random.below(broken.length))
      : Buffer.concat([
          broken.subarray(0, first),
          Buffer.from(kind === 3 ? bad : long),
          broken.subarray(first),
        ]);
  const { messages: read, opaque } = decodeHttp(way, Buffer.concat([head, put]), { methods });
  same(read.slice(0, at).map(messageTold), before.map(messageRight), `messages before the fault ${way}`);
  const [fault] = read.slice(at);
  if (kind === 1 || kind === 2) same([opaque?.why, fault?.complete], ['limit', false], 'past a limit');
  const text = broken.toString('latin1');
  const framed = /\r\n(?:content-length|transfer-encoding):/i.test(
    text.slice(0, text.indexOf('\r\n\r\n') + 2),
  );
  const bodiless =
    /^(?:HTTP\/1.1 (?:1|204|304)|CONNECT)/.test(text) || methods[before.filter(isFinal).length] === 'HEAD';
  if (kind === 3 && !framed && !bodiless) same(opaque?.why, 'framing-lost', 'a length that is no number');
}

const isFinal = ({ first }: ModelMessage): boolean => !first.startsWith('HTTP/1.1 1');

/** A body past what is kept: it is cut there, said to be, and the next message is read all the same. */
function longBody(random: Random): void {
  const length = HTTP_LIMITS.content + random.below(3) - 1;
  const head = `POST /a HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(length, 'x'),
    Buffer.from('GET /b HTTP/1.1\r\n\r\n'),
  ]);
  const { messages } = decodeHttp('to-bank', bytes);
  const kept = Math.min(length, HTTP_LIMITS.content);
  same(
    messages.map(({ body, complete }) => [body.length, body.content.length, body.truncated, complete]),
    [
      [length, kept, length > kept, true],
      [0, 0, false, true],
    ],
    'a long body',
  );
}

/** Hostile bytes both ways, some missing: units follow each other, none says more than it has, and each is explained. */
function hostileReading(random: Random): void {
  const model = random.below(2) === 0 ? tlsModel(random).streams : httpStreams(random);
  const flights = WAYS.flatMap((direction) => {
    const bytes = random.below(3) === 0 ? model[direction] : hostile(random, [model[direction]], HTTP_WORDS);
    const gap = random.below(4) === 0 ? random.below(2_000) : 0;
    const cut = random.below(bytes.length + 1);
    return [
      { direction, bytes: bytes.subarray(0, cut), offset: 0, turn: random.below(9) },
      { direction, bytes: bytes.subarray(cut), offset: cut + gap, turn: 9 + random.below(9) },
    ];
  }).toSorted((a, b) => a.turn - b.turn);
  const units = unitsOf(random, flights);
  for (const direction of WAYS) {
    const end = Math.max(
      ...flights
        .filter((each) => each.direction === direction)
        .map(({ bytes, offset }) => offset + bytes.length),
    );
    let last = 0;
    for (const unit of units
      .filter((each) => each.direction === direction)
      .toSorted((a, b) => a.offset - b.offset)) {
      hold(
        unit.offset >= last && unit.offset + unit.length <= end,
        `a unit at ${unit.offset} over another, or outside`,
      );
      last = unit.offset + unit.length;
      hold(printable(unit.label) === unit.label, 'a label unescaped');
      const field = unit.explain({
        stream: { offset: unit.offset, bytes: unit.bytes },
        own: undefined,
        other: undefined,
      });
      const text = `${field.label}${field.value}${field.why}`;
      hold(printable(text) === text, 'text unescaped');
    }
  }
}

const HTTP_WORDS = [
  '\r\n',
  'Content-Length: 5\r\n',
  'CONNECT a:1 HTTP/1.1\r\n\r\n',
  'HTTP/1.1 101 x\r\n\r\n',
  '\x16\x03\x01\x00\x05',
  '\x80\x1f\x01\x03\x01',
];

const joined = (messages: readonly ModelMessage[]): Buffer =>
  Buffer.concat(messages.map(({ bytes }) => bytes));

function httpStreams(random: Random): Record<Direction, Uint8Array> {
  const { requests, answers } = httpModel(random);
  return { 'to-bank': joined(requests), 'to-victim': joined(answers) };
}

/** Well-formed input with a known answer, and the same broken in one known way. */
export const MODEL_TARGETS: readonly FuzzTarget[] = [
  { name: 'tls-model', attempt: (random) => wholeTls(random, tlsModel(random)) },
  { name: 'tls-broken', attempt: (random) => brokenTls(random, tlsModel(random)) },
  {
    name: 'http-model',
    attempt: (random) => {
      const { requests, answers, methods } = httpModel(random);
      wholeHttp(random, 'to-bank', requests, methods);
      wholeHttp(random, 'to-victim', answers, methods);
    },
  },
  {
    name: 'http-broken',
    attempt: (random) => {
      if (random.below(500) === 0) return longBody(random);
      const { requests, answers, methods } = httpModel(random);
      if (random.below(2) === 0) brokenHttp(random, 'to-bank', requests, []);
      else brokenHttp(random, 'to-victim', answers, methods);
    },
  },
  { name: 'reading', attempt: hostileReading },
  {
    name: 'der-names',
    attempt: (random) => {
      const { der, text } = nameModel(random);
      const element = derElement(der, 0);
      hold(element !== undefined && element.end === der.length, 'a name that does not fit');
      same(nameText(der, element), text, 'a name');
      // Cut anywhere it is no name, or the beginning of one.
      const cut = derElement(der.subarray(0, random.below(der.length)), 0);
      hold(cut === undefined, 'a name that is cut off is read');
    },
  },
];
