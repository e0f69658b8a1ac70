import type { FormField, RequestRead, ResponseRead } from '../../lab/facts/facts.ts';
import type {
  Evidence,
  EvidencePlace,
  Fact,
  Happening,
  LaneOutline,
  StepOutline,
} from '../../lab/facts/session.ts';
import { SESSION_LIMITS } from './limits.ts';
import {
  bytes,
  list,
  number,
  object,
  oneOf,
  optional,
  settings,
  text,
  truth,
  whole,
  Wrong,
} from './readers.ts';
import type { Reader, Shape } from './readers.ts';

/** Large enough for a stream of 256 TiB, and for a time of nine thousand years. */
const LARGEST = 2 ** 48;

const name = text(SESSION_LIMITS.name);
const said = text();
const count = whole(0, LARGEST);
const ms = number(0, LARGEST);
const port = whole(0, 65_535);
const octet = whole(0, 255);
const status = whole(0, 999);
const step = whole(0, SESSION_LIMITS.kept);
const connection = whole(1, 2 ** 32);
const direction = oneOf('to-bank', 'to-victim');
const scheme = oneOf('http', 'https');
const kind = oneOf('say', 'visit', 'submit', 'knock', 'attack', 'ask', 'claim');

const header: Reader<readonly [string, string]> = (value) => {
  const [key, content, ...more] = list(said, 3)(value);
  if (key === undefined || content === undefined || more.length > 0) {
    throw new Wrong('must be a name and a value');
  }
  return [key, content];
};
const headers = list(header);
const body = bytes(SESSION_LIMITS.body);
const request = object<RequestRead>({ method: said, url: said, headers, body });
const response = object<ResponseRead>({ status, headers, body });
const field = object<FormField>({ name: said, type: said, value: said });
const lane = object<LaneOutline>({ id: name, title: said, url: said });
const outline = object<StepOutline>({ kind, text: said, lanes: list(name, SESSION_LIMITS.lanes) });
const place = object<EvidencePlace>({ connection, direction, offset: count, length: count, way: said });
const evidence = object<Evidence>({
  searched: count,
  ways: count,
  found: list(place, SESSION_LIMITS.places),
  text: said,
});

/** What each type of fact is made of, beside its `type` and `at`. */
type Shapes = {
  readonly [T in Happening['type']]: Shape<Omit<Extract<Happening, { readonly type: T }>, 'type'>>;
};

const SHAPES: Shapes = {
  'session-opened': {
    format: whole(1, LARGEST),
    version: name,
    scenario: said,
    title: said,
    seed: said,
    time: name,
    lanes: list(lane, SESSION_LIMITS.lanes),
    steps: list(outline, SESSION_LIMITS.kept),
    notes: said,
  },
  'listener-opened': {
    lane: name,
    role: oneOf('bank-http', 'bank-https', 'bank-mysql', 'tap', 'interceptor'),
    address: name,
    port,
    logical: said,
  },
  'lane-opened': { lane: name, title: said, url: said, settings },
  'secret-planted': { lane: name, name, value: said },
  'step-started': { index: step, kind, text: said },
  'step-finished': { index: step, kind, text: said },
  'question-asked': {
    question: said,
    choices: list(said, SESSION_LIMITS.choices),
    answer: whole(0, SESSION_LIMITS.choices),
    because: said,
  },
  'answer-given': { choice: whole(0, SESSION_LIMITS.choices) },
  'question-explained': {
    choice: whole(0, SESSION_LIMITS.choices),
    answer: whole(0, SESSION_LIMITS.choices),
    because: said,
  },
  'claim-checked': { lane: name, claim: said, held: truth, evidence },
  'session-closed': { held: count, failed: count, how: oneOf('finished', 'interrupted', 'broken') },
  'page-shown': {
    lane: name,
    url: said,
    status,
    title: said,
    security: oneOf('secure', 'not-secure', 'certificate-error', 'unreachable'),
    error: optional(said),
    text: said,
    forms: list(said),
  },
  'navigation-upgraded': {
    lane: name,
    from: said,
    to: said,
    why: oneOf('hsts', 'preload', 'https-first', 'https-only'),
  },
  'navigation-fell-back': { lane: name, from: said, to: said, error: said },
  'form-filled': { lane: name, form: said, fields: list(field) },
  'form-not-sent': { lane: name, form: said, reason: said },
  'door-knocked': {
    lane: name,
    port,
    service: optional(name),
    with: oneOf('nothing', 'http', 'tls'),
    outcome: oneOf('answered', 'refused', 'hung-up', 'silent'),
    answer: bytes(SESSION_LIMITS.segment),
  },
  'exchange-made': { lane: name, request, response, waited: ms, took: ms, tls: optional(name) },
  'tls-secret-logged': { lane: name, line: said },
  'connection-opened': { lane: name, connection, logical: said, client: name, server: name },
  'connection-closed': {
    lane: name,
    connection,
    by: oneOf('victim', 'attacker', 'bank'),
    how: oneOf('end', 'reset', 'refused', 'idle-timeout', 'lab-closed', 'limit'),
    toBank: count,
    toVictim: count,
  },
  'segment-captured': {
    lane: name,
    connection,
    direction,
    offset: count,
    bytes: bytes(SESSION_LIMITS.segment),
  },
  'capture-limit-reached': { lane: name, limit: count },
  'exchange-read': { lane: name, connection, request, response },
  'tunnel-opened': { lane: name, connection, logical: said },
  'certificate-forged': { lane: name, name: said, issuer: said },
  'tls-stripped': {
    lane: name,
    connection,
    asked: said,
    fetched: said,
    links: count,
    cookies: count,
    hsts: truth,
  },
  'form-tampered': { lane: name, connection, field: said, before: said, after: said },
  'bytes-tampered': { lane: name, connection, direction, offset: count, before: octet, after: octet },
  'session-hijacked': {
    lane: name,
    cookie: said,
    connection,
    url: said,
    status,
    title: said,
    text: said,
  },
  'hijacking-failed': { lane: name, cookieRead: truth, status, reason: said },
  'recording-decrypted': {
    lane: name,
    connection,
    direction,
    length: count,
    bytes: bytes(SESSION_LIMITS.decrypted),
  },
  'recording-stays-sealed': { lane: name, connection, reason: said },
  'interception-failed': { lane: name, kind: said, message: said },
  'destination-refused': { lane: name, destination: said },
  'bank-answered': { lane: name, scheme, method: said, path: said, status },
  'bank-booked': {
    lane: name,
    scheme,
    event: oneOf('signed-in', 'sign-in-refused', 'transfer-booked', 'transfer-refused', 'signed-out'),
    user: said,
    balance: optional(said),
    receiver: optional(said),
    amount: optional(said),
  },
};

const READERS = new Map<string, Reader<Fact>>(
  Object.entries(SHAPES).map(([type, shape]) => {
    const fields: Shape<object> = { at: ms, type: name, ...shape };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- SHAPES is checked key by key against each fact
    return [type, object(fields) as Reader<unknown> as Reader<Fact>];
  }),
);

/** The reader for a type of fact; undefined for a type that this version does not know. */
export function readerOf(type: string): Reader<Fact> | undefined {
  return READERS.get(type);
}
