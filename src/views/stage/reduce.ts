import type {
  ConnectionId,
  ExchangeRead,
  InterceptionFailed,
  LaneId,
  LaneOpened,
  OtherClient,
  PageShown,
  SegmentCaptured,
} from '../../../lab/facts/facts.ts';
import { isBreakIn } from '../../../lab/facts/interceptor.ts';
import { isRecord } from '../../../lab/facts/codec.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Fact, LaneFact, StepOutline } from '../../../lab/facts/session.ts';
import { otherOf, withOrder, withOther } from './other-clients.ts';
import { withByteChange, withFormChange, withHangUp } from './tampering.ts';
import { withWhatWasDone } from './what-was-done.ts';
import { keptClear, markedExcerpt, markedValues, pointedAt } from './excerpt.ts';
import { protocolOf, UNIT_BYTES } from '../../reading/connection.ts';
import type { ConnectionReading } from '../../reading/connection.ts';
import { readFact } from '../../reading/lane.ts';
import { searchSecret } from '../../reading/secrets.ts';
import { carries } from '../matrix/travel.ts';
import { isAmong, valuesOfFact } from '../secret-values.ts';
import type { SecretValue } from '../secret-values.ts';
import type { Unit } from '../../reading/protocol.ts';
import { EMPTY_STATE, emptyLane } from './state.ts';
import type { Excerpt, LabState, LaneState, Question, UnitExcerpt } from './state.ts';
import { tallied } from './tally.ts';

/** Connections that a lane remembers as read inside TLS, and values that it looks for: the latest. */
const INSIDE = 256;
const VALUES = 64;

/** What a screen shows after one more fact. Pure; never throws, whatever a saved session holds. */
export function reduce(state: LabState, fact: Fact): LabState {
  switch (fact.type) {
    case 'session-opened':
      return {
        ...EMPTY_STATE,
        scenario: fact.scenario,
        title: fact.title,
        seed: fact.seed,
        steps: fact.steps,
        notes: fact.notes,
        lanes: fact.lanes.map(emptyLane),
        ...(fact.source !== undefined && { source: fact.source }),
      };
    case 'step-started': {
      // An open question waits for the run to answer it.
      const { question, ...rest } = state;
      const kept = question !== undefined && !isDealtWith(question) ? { question } : {};
      return {
        ...rest,
        ...kept,
        step: fact.index,
        stepDone: false,
        lanes: state.lanes.map(actsAnew(state.steps[fact.index]) ? forgotten : unpointed),
      };
    }
    case 'step-finished':
      return { ...state, stepDone: true };
    case 'question-asked':
      return { ...state, question: fact };
    case 'answer-given':
      return state.question === undefined
        ? state
        : { ...state, question: { ...state.question, choice: fact.choice } };
    case 'question-explained':
      return {
        ...state,
        tally: tallied(state.tally, fact),
        ...(state.question !== undefined && { question: { ...state.question, explained: true } }),
      };
    case 'claim-checked':
      return onLane({ ...state, claims: [...state.claims, fact] }, fact.lane, (lane) => {
        const pointed = fact.held ? pointedAt(lane.clear, fact.evidence.found) : undefined;
        return { ...lane, claims: [...lane.claims, fact], ...(pointed !== undefined && { pointed }) };
      });
    case 'session-closed':
      return { ...state, closed: fact };
    case 'capture-noted':
      return { ...state, noted: [...state.noted, fact.text] };
    default:
      return onLane(state, fact.lane, (lane) => ofClient(lane, fact, actOf(state)));
  }
}

/** Whether a question has been explained, or is a poll of which nothing is to be explained. */
function isDealtWith({ explained, answer, because, choice }: Question): boolean {
  return explained === true || (answer === 0 && because === '' && choice !== undefined);
}

/** Index of the step under way, or of the last one before it that made somebody act: what is held up is of that one. */
function actOf({ steps, step }: LabState): number {
  // A file may name a step that there is not.
  let index = Math.min(step, steps.length - 1);
  while (index > 0 && !actsAnew(steps[index])) index -= 1;
  return index;
}

/** The lane after a fact, of which nothing is kept where it is a stranger's but that he came. */
function ofClient(lane: LaneState, fact: LaneFact, step: number): LaneState {
  const other = otherOf(lane, fact);
  const next = other === undefined ? lane : { ...lane, others: withOther(lane.others, fact, other) };
  return other === 'stranger' ? next : withWhatWasDone(reduceLane(next, fact, step, other), fact);
}

function reduceLane(lane: LaneState, fact: LaneFact, step: number, other?: OtherClient): LaneState {
  switch (fact.type) {
    case 'lane-opened':
      return { ...lane, title: fact.title, url: fact.url, strips: stripsIn(fact) };
    case 'listener-opened':
      return { ...lane, listeners: [...lane.listeners, fact] };
    case 'secret-planted':
      return withValues(lane, fact);
    case 'page-shown':
      return withPage(lane, fact);
    case 'form-filled': {
      const { notSent: _not, ...rest } = withValues(lane, fact);
      return { ...rest, form: fact };
    }
    case 'attack-begun':
      return { ...lane, strips: fact.attack === 'strip' };
    case 'certificate-shown':
      return { ...lane, shownCertificate: fact };
    case 'form-not-sent':
      return { ...lane, notSent: fact };
    case 'challenge-given':
    case 'certificate-issued':
    case 'issuance-refused':
      return withOrder(lane, fact);
    case 'server-started':
      return { ...lane, server: fact };
    case 'server-ended':
      return { ...lane, serverEnded: fact };
    case 'bank-answered':
      return { ...lane, answered: fact };
    case 'bank-booked':
      return { ...lane, booked: fact };
    case 'form-tampered':
      return withFormChange(lane, fact);
    case 'bytes-tampered':
      return withByteChange(lane, fact);
    case 'interception-failed':
      return interceptionFailed(lane, fact);
    case 'segment-captured':
      return captured(lane, fact, step, other);
    case 'connection-opened': {
      // What failed on an earlier connection says nothing of this one.
      const { interceptionFailed: _earlier, order, ...others } = lane;
      // Whoever comes now has the place before the path.
      const rest = other === undefined || order === undefined ? others : { ...others, order };
      const [reading] = readFact(undefined, fact, 0);
      return reading === undefined ? rest : withReading(rest, fact.connection, reading);
    }
    case 'connection-closed': {
      const [, units] = readFact(lane.connections.get(fact.connection), fact, lane.captured.segments);
      const connections = new Map(lane.connections);
      connections.delete(fact.connection);
      return withHangUp(withUnits({ ...lane, connections }, units, step), fact);
    }
    case 'capture-limit-reached':
      return { ...lane, captureLimit: fact.limit };
    case 'exchange-read':
      return isInsideTls(lane, fact) ? exchangeRead(lane, fact, step) : lane;
    case 'recording-decrypted': {
      const { connection, direction, bytes } = fact;
      const read = withRead(
        withInside(lane, connection),
        valuesIn(lane, (value) => stands(bytes, value)),
      );
      return opened(read, { connection, direction, bytes, label: 'the opened recording' }, step);
    }
    case 'session-hijacked':
      return withRead(
        { ...lane, hijacked: fact },
        valuesIn(lane, (value) => fact.text.includes(value)),
      );
    default:
      return lane;
  }
}

/** The filled form stays in sight while the page that it was on does. */
function withPage(lane: LaneState, page: PageShown): LaneState {
  const { form, notSent, order: _authoritys, ...rest } = lane;
  return form !== undefined && lane.page?.url === page.url
    ? { ...rest, form, ...(notSent && { notSent }), page }
    : { ...rest, page };
}

/** What failed says nothing against what succeeded: the failure of an earlier connection may come after a later one has been broken into. */
function interceptionFailed(lane: LaneState, fact: InterceptionFailed): LaneState {
  const reads = [...lane.inside].some((connection) => lane.connections.has(connection));
  return reads && isBreakIn(fact) ? lane : { ...lane, interceptionFailed: fact };
}

/** Whether an exchange was read behind TLS; what went in clear the tap has shown already. */
function isInsideTls({ connections }: LaneState, { connection, request }: ExchangeRead): boolean {
  const known = connections.get(connection);
  const protocol = known === undefined ? undefined : protocolOf(known);
  return protocol === undefined ? request.url.startsWith('https:') : protocol === 'tls';
}

/** Holds up what the attacker read of an exchange behind TLS: the form that she sent, else what came back. */
function exchangeRead(lane: LaneState, fact: ExchangeRead, step: number): LaneState {
  const { connection, request, response } = fact;
  const values = valuesIn(lane, (value) => carries(fact, value) !== undefined);
  const { interceptionFailed: failed, ...rest } = withInside(withRead(lane, values), connection);
  // An exchange without an answer is no success.
  const next = failed !== undefined && response.status === 0 ? { ...rest, interceptionFailed: failed } : rest;
  const path = URL.canParse(request.url) ? new URL(request.url).pathname : '';
  const line = printable(`${request.method} ${path}`);
  const held =
    request.body.length > 0
      ? ({ direction: 'to-bank', bytes: request.body, label: `${line}, read behind TLS` } as const)
      : ({
          direction: 'to-victim',
          bytes: response.body,
          label: `the answer to ${line}, read behind TLS`,
        } as const);
  return opened(next, { connection, ...held }, step);
}

/** Holds up what the attacker read behind TLS. */
function opened(
  lane: LaneState,
  { bytes: all, ...what }: Pick<UnitExcerpt, 'connection' | 'direction' | 'bytes' | 'label'>,
  step: number,
): LaneState {
  if (all.length === 0) return lane;
  const bytes = all.subarray(0, UNIT_BYTES);
  const excerpt = { ...what, offset: 0, length: all.length, bytes, sealed: false, opened: true };
  return shown(lane, markedExcerpt(excerpt, lane.planted), step);
}

function withInside(lane: LaneState, connection: ConnectionId): LaneState {
  return { ...lane, inside: new Set([...lane.inside, connection].slice(-INSIDE)) };
}

/** The values known in the lane that pass. */
function valuesIn({ planted }: LaneState, passes: (value: string) => boolean): readonly SecretValue[] {
  return planted.filter(({ value }) => value !== '' && passes(value));
}

function stands(bytes: Uint8Array, value: string): boolean {
  return searchSecret([{ connection: 0, direction: 'to-bank', bytes }], value).findings.length > 0;
}

function withValues(lane: LaneState, fact: LaneFact): LaneState {
  const news = valuesOfFact(fact);
  const kept = lane.planted.filter((each) => !isAmong(each, news));
  return news.length === 0 ? lane : { ...lane, planted: [...kept, ...news].slice(-VALUES) };
}

function withRead(lane: LaneState, values: readonly SecretValue[]): LaneState {
  if (values.length === 0) return lane;
  const readValues = new Map(lane.readValues);
  for (const { name, value } of values) readValues.set(name, value);
  return { ...lane, read: [...new Set([...lane.read, ...values.map(({ name }) => name)])], readValues };
}

/** Puts an excerpt up where it is the most telling one since somebody acted, and notes what was read in it. */
function shown(lane: LaneState, excerpt: Excerpt, step: number): LaneState {
  const fresh = lane.excerpt === undefined || lane.excerptStep !== step;
  const held = fresh || excerpt.rank >= (lane.excerpt?.rank ?? 0);
  const read = withRead(lane, markedValues(excerpt, lane.planted));
  return held ? { ...read, excerpt, excerptStep: step } : read;
}

function captured(
  lane: LaneState,
  fact: SegmentCaptured & { readonly at: number },
  step: number,
  other: OtherClient | undefined,
): LaneState {
  const { connection, direction } = fact;
  const toBank = direction === 'to-bank';
  const bytes = fact.bytes.length;
  const serial = lane.captured.segments + 1;
  const [reading, units] = readFact(lane.connections.get(connection), fact, serial);
  // A message that comes in several segments is told with all its bytes.
  const whole = units.at(-1);
  const said = whole?.label ?? reading?.directions[direction].label ?? 'bytes';
  const label = other === undefined ? said : `${other}: ${said}`;
  const next: LaneState = {
    ...lane,
    captured: {
      toBank: lane.captured.toBank + (toBank ? bytes : 0),
      toVictim: lane.captured.toVictim + (toBank ? 0 : bytes),
      segments: serial,
    },
    moving: {
      direction,
      bytes: Math.max(bytes, whole?.length ?? 0),
      label,
      sealed: whole?.sealed ?? false,
      serial,
    },
  };
  return withUnits(reading === undefined ? next : withReading(next, connection, reading), units, step);
}

function withReading(lane: LaneState, connection: ConnectionId, reading: ConnectionReading): LaneState {
  return { ...lane, connections: new Map(lane.connections).set(connection, reading) };
}

function withUnits(lane: LaneState, units: readonly Unit[], step: number): LaneState {
  if (units.length === 0) return lane;
  const excerpts = units.map(excerptOfUnit);
  let next: LaneState = { ...lane, clear: keptClear(lane.clear, excerpts) };
  for (const excerpt of excerpts) next = shown(next, markedExcerpt(excerpt, next.planted), step);
  return next;
}

/** What a screen keeps of a unit. */
function excerptOfUnit({ connection, direction, offset, length, bytes, label, sealed }: Unit): UnitExcerpt {
  return { connection, direction, offset, length, bytes, label, sealed };
}

/** Whether a step makes the victim or the attacker do something new. */
function actsAnew(step: StepOutline | undefined): boolean {
  return step !== undefined && ['visit', 'click', 'submit', 'attack', 'knock'].includes(step.kind);
}

/** A lane before something new: what was done to the last thing is no longer told. */
function forgotten(lane: LaneState): LaneState {
  const { changed: _changed, hijacked: _hijacked, hungUp: _hungUp, ...rest } = unpointed(lane);
  return rest;
}

/** Whether a lane's attacker keeps the victim on http, as the lane's settings say. */
function stripsIn({ settings: { attacker } }: LaneOpened): boolean {
  return isRecord(attacker) && attacker['does'] === 'strip';
}

function unpointed(lane: LaneState): LaneState {
  if (lane.pointed === undefined) return lane;
  const { pointed: _before, ...rest } = lane;
  return rest;
}

function onLane(state: LabState, id: LaneId, change: (lane: LaneState) => LaneState): LabState {
  const known = state.lanes.some((lane) => lane.id === id);
  const lanes = known ? state.lanes : [...state.lanes, emptyLane({ id, title: id, url: '' })];
  return { ...state, lanes: lanes.map((lane) => (lane.id === id ? change(lane) : lane)) };
}
