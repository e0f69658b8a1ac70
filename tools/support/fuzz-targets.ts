import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage } from '../../lab/victim/page.ts';
import { LIMITS } from '../../lab/limits.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { formFields } from '../../lab/wire/http/form-fields.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { httpFields } from '../../src/explain/http/message-fields.ts';
import { feedHttp, decodeHttp, httpReading, startHttp } from '../../lab/wire/http/parser.ts';
import { printable } from '../../lab/text/printable.ts';
import { searchSecret } from '../../src/reading/secrets.ts';
import { reassemble } from '../../src/reading/streams.ts';
import { dissectTls } from '../../src/explain/tls/dissect.ts';
import { readRecords, SCAN_START, scanRecords } from '../../lab/wire/tls/records.ts';
import { summarizeTls } from '../../lab/wire/tls/summary.ts';
import { transcript } from '../../src/export/text.ts';
import { parseScenarioBytes } from '../../src/script/format/scenario-file.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { BackgroundAnswer } from '../../src/terminal/background-answer.ts';
import { parseLine } from '../../src/session/parse.ts';
import { Wrong } from '../../lab/facts/codec.ts';
import { loadAll, rfc8448 } from './recordings.ts';
import { hostile, pieces } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { REAL_LINES, RECORDED } from './recorded-session.ts';
import { hold } from './hold.ts';
import { CAPTURE_TARGETS } from './capture-targets.ts';
import { FRAME_TARGETS } from './frame-targets.ts';
import { MODEL_TARGETS } from './model-targets.ts';
import { OPENING_TARGETS } from './opening-targets.ts';
import { READER_TARGETS } from './reader-targets.ts';
import { REWRITING_TARGETS } from './rewriting-targets.ts';
import { VIEW_TARGETS } from './view-targets.ts';

const RECORDINGS = [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)];
const TLS = RECORDINGS.flatMap(({ toBank, toVictim }) => [toBank, toVictim]);

const STREAMS = reassemble(RECORDED.filter((fact) => fact.type === 'segment-captured'));
const HTTP = STREAMS.filter(({ lane }) => lane === 'plain').map(({ bytes }) => bytes);
const LOGIN = 'user=alice&password=tulip-orbit-42&next=%2Faccount&%ff=+&a=%&=b&&c';
const CODED = [
  Buffer.from(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ntulip\r\n9;x=y\r\n-orbit-42\r\n0\r\nA: b\r\n\r\n',
  ),
  Buffer.from(
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 34\r\n\r\n' +
      Buffer.from('1f8b08000000000000032b29cdc92cd0cd2f4acc2cd1353102003bcd0fd00e000000', 'hex').toString(
        'latin1',
      ),
    'latin1',
  ),
];
const HTTP_TOKENS = [
  'POST /a HTTP/1.1\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Content-Encoding: br\r\n',
  'Content-Encoding: deflate\r\n',
  'Content-Encoding: zstd, gzip\r\n',
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '0\r\n\r\n',
  'ffffffff\r\n',
  ' folded\r\n',
  ': x\r\n',
  'Set-Cookie: a=b; Path=/; Secure\r\n',
  'Cookie: a=b; c=d\r\n',
  '\0',
];

const FORM_TOKENS = ['&', '=', '%', '%2', '%00', '%ff', '%c3%a9', '+', '&&', '=='];
const TEXT_TOKENS = [
  '\x1b[2J',
  '\x9b',
  '\u0085',
  '\xe2\x80\xae',
  '\xed\xa0\x80',
  '\xf0\x9f\x98\x80',
  '\0',
  '\x7f',
];

const PAGES = STREAMS.flatMap(({ direction, bytes }) =>
  decodeHttp(direction, bytes, { ended: true }).messages.map(({ body }) => Buffer.from(body.content)),
).filter((body) => body.includes('<html') || body.includes('<!doctype'));
const HTML_TOKENS = [
  '<form action="//x" method=post>',
  '</form>',
  '<input name=a type=password value="&amp;">',
  '<select name=s>',
  '<option selected>',
  '<textarea name=t>',
  '<template>',
  '<svg>',
  '<math>',
  '<table>',
  '<tr><td>',
  '</p>',
  '<p>',
  '<a href="http://[">',
  '<base href="::">',
  '<b><i><u>',
  '</b>',
  '<button>',
  '<!--',
  '-->',
  '<![CDATA[',
  '&#x110000;',
  '<script>',
  '</script>',
  '<title>',
  '<h1>',
  '<div class="message">',
  '<plaintext>',
  '<frameset>',
  '<label for=a>',
];

const SCENARIOS = ['scenarios', 'test/fixtures/scenarios'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(folder, file))),
);
const YAML_TOKENS = [
  '- ',
  ': ',
  '\n',
  '\n  ',
  '\t',
  '&a ',
  '*a',
  '!!js ',
  '|\n',
  '>-\n',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '? ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<: ',
  '#',
  'null',
  'yes',
  '.inf',
  '__proto__: ',
  'constructor: ',
  'lanes: ',
  'steps:\n',
  'claim: ',
];

const LINES = REAL_LINES.map((line) => Buffer.from(line));
const JSON_TOKENS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '-0',
  '1e999',
  '\\ud800',
  '"__proto__":',
  '{"__proto__":1}',
  '\\',
  '[[[[[[[[[[',
  '{"a":{"a":{"a":',
  '""',
  '=',
  '"settings":',
  '"type":"lane-opened",',
  '"bytes":',
  '"at":',
];

const ANSWERS = [
  '\x1b]11;rgb:0000/2b2b/3636\x07\x1b[?64;1;2c',
  'q\x1b]11;rgba:ff/ff/ff/ff\x1b\\\x1b[A\x1b[?1;2cq',
].map((answer) => Buffer.from(answer));
const ANSWER_TOKENS = ['\x1b', '\x1b]11;', '\x1b[?', '\x1b\\', '\x07', '\x9c', 'rgb:', '/', ';', 'c', '\x03'];

const direction = (random: Random): Direction => random.pick(['to-bank', 'to-victim'] as const);

/** Everything that reads what others wrote, with what must hold whatever they wrote. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'tls-records',
    attempt: (random) => {
      const bytes = hostile(random, TLS);
      const atOnce = readRecords(bytes);
      let state = SCAN_START;
      let records = 0;
      for (const piece of pieces(random, bytes)) {
        const [next, found] = scanRecords(state, piece);
        state = next;
        records += found.length;
        hold(
          found.every(({ offset, length }) => offset + 5 + length <= state.offset),
          'a record outside the stream',
        );
      }
      hold(
        records === atOnce.records.length && state.problem === atOnce.problem,
        'cutting changed what is read',
      );
      hold(state.offset === bytes.length && atOnce.rest <= bytes.length, 'a place outside the stream');
    },
  },
  {
    name: 'tls-dissect',
    attempt: (random) => {
      const { toBank, toVictim } = random.pick(RECORDINGS);
      const which = random.below(3);
      const there = which === 0 ? toBank : hostile(random, random.below(4) === 0 ? TLS : [toBank]);
      const back = which === 1 ? toVictim : hostile(random, random.below(4) === 0 ? TLS : [toVictim]);
      const { toBank: asked, toVictim: answered } = dissectTls(there, back);
      for (const [nodes, bytes] of [
        [asked, there],
        [answered, back],
      ] as const) {
        for (const node of nodes) {
          hold(node.offset + node.length <= bytes.length, 'a record outside the stream');
          for (const text of [node.label, node.value, node.why])
            hold(printable(text) === text, 'text unescaped');
        }
      }
    },
  },
  {
    name: 'tls-summary',
    attempt: (random) => {
      const { toBank, toVictim } = random.pick(RECORDINGS);
      const text = JSON.stringify(summarizeTls(hostile(random, [toBank]), hostile(random, [toVictim])));
      hold(printable(text) === text, 'text unescaped');
    },
  },
  {
    name: 'http',
    attempt: (random) => {
      const way = direction(random);
      const bytes = hostile(random, [...HTTP, ...CODED], HTTP_TOKENS);
      let state = startHttp(way);
      for (const piece of pieces(random, bytes)) state = feedHttp(state, piece);
      const { messages, opaque } = httpReading(state);
      hold(messages.length === decodeHttp(way, bytes).messages.length, 'cutting changed what is read');
      hold((opaque?.offset ?? 0) <= bytes.length, 'a place outside the stream');
      for (const message of messages) {
        hold(message.offset + message.length <= bytes.length, 'a message outside the stream');
        hold(
          (decodeContent(message.body, 65_536).bytes?.length ?? 0) <= 65_536,
          'more content than the bound',
        );
        const { label, children = [] } = httpFields(message);
        hold(printable(label) === label, 'text unescaped');
        for (const { value } of children) hold(printable(value) === value, 'text unescaped');
      }
    },
  },
  {
    name: 'secrets',
    attempt: (random) => {
      const bytes = hostile(
        random,
        [...HTTP, ...CODED, Buffer.from(LOGIN)],
        ['tulip-orbit-42', 'dHVsaXAt', ...HTTP_TOKENS],
      );
      const secret =
        random.below(8) === 0
          ? latin1(hostile(random, [Buffer.from('Tulip & "orbit" é 42')]))
          : 'tulip-orbit-42';
      if (secret === '') return;
      const offset = random.below(1_000);
      const { findings, searchedBytes } = searchSecret(
        [{ connection: 1, direction: direction(random), offset, bytes }],
        secret,
      );
      hold(searchedBytes === bytes.length, 'bytes were left out');
      for (const { offset: at, length, within } of findings) {
        if (within === undefined)
          hold(at >= offset && at + length <= offset + bytes.length, 'found outside the stream');
      }
      hold(
        secret.length < 4 || !Buffer.from(bytes).includes(secret) || findings.length > 0,
        'a secret was overlooked',
      );
    },
  },
  {
    name: 'form-fields',
    attempt: (random) => {
      const body = hostile(random, [Buffer.from(LOGIN)], FORM_TOKENS);
      for (const { nameSpan, valueSpan } of formFields(body)) {
        hold(nameSpan.offset + nameSpan.length <= valueSpan.offset, 'a name behind its value');
        hold(valueSpan.offset + valueSpan.length <= body.length, 'a value outside the body');
      }
    },
  },
  {
    name: 'printable',
    attempt: (random) => {
      const bytes = hostile(random, [Buffer.from(LOGIN), ...HTTP], TEXT_TOKENS);
      const text = Buffer.from(bytes).toString(random.pick(['utf8', 'latin1', 'utf16le'] as const));
      const safe = printable(text);
      hold(!/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(safe), 'a character that steers a terminal');
      hold(printable(safe) === safe, 'not the same a second time');
    },
  },
  {
    name: 'html',
    attempt: (random) => {
      const html = Buffer.from(hostile(random, PAGES, HTML_TOKENS)).toString('utf8');
      const { title, text, forms } = readPage(html, 'http://bank.test/login');
      hold(title.length <= LIMITS.pageText && text.length <= LIMITS.pageText, 'more text than the bound');
      hold(forms.length <= LIMITS.elements, 'more forms than elements');
    },
  },
  {
    name: 'scenario',
    attempt: (random) => {
      const { content, problems } = parseScenarioBytes(hostile(random, SCENARIOS, YAML_TOKENS), 'a.yaml');
      hold((content === undefined) === problems.length > 0, 'neither read nor refused');
      for (const { line, column, message } of problems) {
        hold(line >= 1 && column >= 1, `a problem at ${line}:${column}`);
        hold(!message.includes('\n') && message !== '', 'a problem that is not one line');
      }
    },
  },
  {
    name: 'session-line',
    attempt: (random) => {
      const line = Buffer.from(hostile(random, LINES, JSON_TOKENS));
      try {
        const read = parseLine(line);
        if (!('fact' in read)) return;
        transcript(read.fact);
        const written = toJsonLine(read.fact);
        hold(toJsonLine(factIn(written)) === written, 'not the same a second time');
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
      }
    },
  },
  {
    name: 'background',
    attempt: (random) => {
      const bytes = hostile(random, ANSWERS, ANSWER_TOKENS);
      const [whole, cut] = [new BackgroundAnswer(), new BackgroundAnswer()];
      whole.push(latin1(bytes));
      for (const piece of pieces(random, bytes)) cut.push(latin1(piece));
      for (const what of ['background', 'typed', 'over', 'interrupted'] as const)
        hold(whole[what] === cut[what], `cutting changed ${what}`);
      hold(whole.typed.length <= Math.min(1_024, bytes.length), 'more was typed than came');
    },
  },
  ...CAPTURE_TARGETS,
  ...MODEL_TARGETS,
  ...OPENING_TARGETS,
  ...FRAME_TARGETS,
  ...READER_TARGETS,
  ...VIEW_TARGETS,
  ...REWRITING_TARGETS,
];

function factIn(line: string): Parameters<typeof toJsonLine>[0] {
  const read = parseLine(Buffer.from(line));
  hold('fact' in read, 'a fact that is not read again');
  return read.fact;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
