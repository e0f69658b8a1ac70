import type { ConnectionId, ExchangeRead, LaneId, SegmentCaptured } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Fact, LaneFact } from '../../../lab/facts/session.ts';
import { withDeed } from './deeds.ts';
import { exhibitOf, keptClear, pointedAt } from './exhibit.ts';
import { NEW_FLOW, PASSAGE_BYTES, passagesIn } from './flow.ts';
import { EMPTY_STATE, emptyLane } from './state.ts';
import type { Exhibit, LabState, LaneState } from './state.ts';
import { tallied } from './tally.ts';

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
      };
    case 'step-started': {
      // An explained question has been dealt with; an open one waits for the run to answer it.
      const { question, ...rest } = state;
      const kept = question !== undefined && question.explained !== true ? { question } : {};
      return { ...rest, ...kept, step: fact.index, stepDone: false, lanes: state.lanes.map(unpointed) };
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
    default:
      return onLane(state, fact.lane, (lane) => withDeed(reduceLane(lane, fact, state.step), fact));
  }
}

function reduceLane(lane: LaneState, fact: LaneFact, step: number): LaneState {
  switch (fact.type) {
    case 'lane-opened':
      return { ...lane, title: fact.title, url: fact.url };
    case 'listener-opened':
      return { ...lane, listeners: [...lane.listeners, fact] };
    case 'secret-planted':
      return { ...lane, planted: [...lane.planted, { name: fact.name, value: fact.value }] };
    case 'page-shown': {
      const { form: _filled, notSent: _not, ...rest } = lane;
      // The filled form stays in sight while the page that it was on does.
      return lane.form !== undefined && lane.page?.url === fact.url
        ? { ...lane, page: fact }
        : { ...rest, page: fact };
    }
    case 'form-filled': {
      const { notSent: _not, ...rest } = lane;
      return { ...rest, form: fact };
    }
    case 'form-not-sent':
      return { ...lane, notSent: fact };
    case 'bank-answered':
      return { ...lane, answered: fact };
    case 'bank-booked':
      return { ...lane, booked: fact };
    case 'interception-failed':
      return { ...lane, interceptionFailed: fact };
    case 'segment-captured':
      return captured(lane, fact, step);
    case 'connection-opened': {
      // What failed on an earlier connection says nothing of this one.
      const { interceptionFailed: _earlier, ...rest } = lane;
      return rest;
    }
    case 'connection-closed': {
      const flows = new Map(lane.flows);
      flows.delete(`${fact.connection} to-bank`);
      flows.delete(`${fact.connection} to-victim`);
      return { ...lane, flows };
    }
    case 'capture-limit-reached':
      return { ...lane, captureLimit: fact.limit };
    case 'exchange-read':
      return opened(lane, fact.connection, 'to-bank', fact.request.body, requestLabel(fact), step);
    case 'recording-decrypted':
      return opened(lane, fact.connection, fact.direction, fact.bytes, 'the opened recording', step);
    default:
      return lane;
  }
}

function requestLabel({ request }: ExchangeRead): string {
  const path = URL.canParse(request.url) ? new URL(request.url).pathname : '';
  return printable(`${request.method} ${path}, read behind TLS`);
}

/** Holds up what the attacker read behind TLS; what went in clear the tap has shown already. */
function opened(
  lane: LaneState,
  connection: ConnectionId,
  direction: Direction,
  all: Uint8Array,
  label: string,
  step: number,
): LaneState {
  const known = lane.flows.get(`${connection} ${direction}`);
  if (all.length === 0 || (known !== undefined && known.kind !== 'tls')) return lane;
  const bytes = all.subarray(0, PASSAGE_BYTES);
  const passage = {
    connection,
    direction,
    offset: 0,
    length: all.length,
    bytes,
    label,
    sealed: false,
    opened: true,
  };
  return shown(lane, exhibitOf(passage, lane.planted), step);
}

/** Puts an exhibit up where it is the most telling one of its step, and notes what was read in it. */
function shown(lane: LaneState, exhibit: Exhibit, step: number): LaneState {
  const fresh = lane.exhibit === undefined || lane.exhibitStep !== step;
  const held = fresh || exhibit.rank >= (lane.exhibit?.rank ?? 0);
  const news = exhibit.marks.map((mark) => mark.secret).filter((name) => !lane.read.includes(name));
  return {
    ...lane,
    ...(held && { exhibit, exhibitStep: step }),
    ...(news.length > 0 && { read: [...lane.read, ...new Set(news)] }),
  };
}

function captured(lane: LaneState, fact: SegmentCaptured, step: number): LaneState {
  const toBank = fact.direction === 'to-bank';
  const bytes = fact.bytes.length;
  const key = `${fact.connection} ${fact.direction}`;
  const other = lane.flows.get(`${fact.connection} ${toBank ? 'to-victim' : 'to-bank'}`);
  const [flow, passages] = passagesIn(lane.flows.get(key) ?? NEW_FLOW, fact, other);
  const flows = new Map(lane.flows).set(key, flow);
  const serial = lane.captured.segments + 1;
  let next: LaneState = {
    ...lane,
    flows,
    captured: {
      toBank: lane.captured.toBank + (toBank ? bytes : 0),
      toVictim: lane.captured.toVictim + (toBank ? 0 : bytes),
      segments: serial,
    },
    moving: { direction: fact.direction, bytes, label: passages.at(-1)?.label ?? flow.label, serial },
    clear: keptClear(lane.clear, passages),
  };
  for (const passage of passages) next = shown(next, exhibitOf(passage, next.planted), step);
  return next;
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
