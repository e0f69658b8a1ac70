import type { LaneId } from '../../../lab/facts/facts.ts';
import type { ClaimChecked, Fact, StepOutline } from '../../../lab/facts/session.ts';
import { pointedAt } from './excerpt.ts';
import { reduceLane } from './reduce-lane.ts';
import { EMPTY_STATE, emptyLane } from './state.ts';
import type { LabState, LaneState, Question } from './state.ts';
import { comparesSizes, withSizes } from './sizes.ts';
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
      return ofQuestion(state, { choice: fact.choice });
    case 'question-opened':
      return ofQuestion(state, { voted: 0 });
    case 'vote-counted':
      return ofQuestion(state, { voted: fact.votes });
    case 'question-closed':
      return ofQuestion(state, { voted: fact.votes.reduce((sum, each) => sum + each, 0), votes: fact.votes });
    case 'question-explained':
      return {
        ...ofQuestion(state, { explained: true }),
        tally: tallied(state.tally, fact),
      };
    case 'claim-checked':
      return claimChecked(state, fact);
    case 'session-closed':
      return { ...state, closed: fact };
    case 'capture-noted':
      return { ...state, noted: [...state.noted, fact.text] };
    default:
      return onLane(state, fact.lane, (lane) => reduceLane(lane, fact, actOf(state)));
  }
}

/** With more known of the question that stands, where one does. */
function ofQuestion(state: LabState, more: Partial<Question>): LabState {
  return state.question === undefined ? state : { ...state, question: { ...state.question, ...more } };
}

/** A claim that was held is pointed at, where what it found was kept. */
function claimChecked(state: LabState, fact: ClaimChecked): LabState {
  const next = onLane(
    { ...state, claims: [...state.claims, fact], claimed: { lane: fact.lane, step: state.step } },
    fact.lane,
    (lane) => {
      const pointed = fact.held ? pointedAt(lane.clear, fact.evidence.found) : undefined;
      return { ...lane, claims: [...lane.claims, fact], ...(pointed !== undefined && { pointed }) };
    },
  );
  return comparesSizes(fact) ? withSizes(next, fact) : next;
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

/** Whether a step makes the victim or the attacker do something new. */
function actsAnew(step: StepOutline | undefined): boolean {
  return step !== undefined && ['visit', 'click', 'submit', 'chat', 'attack', 'knock'].includes(step.kind);
}

/** A lane before something new: what was done to the last thing is no longer told. */
function forgotten(lane: LaneState): LaneState {
  const {
    changed: _changed,
    hijacked: _hijacked,
    hungUp: _hungUp,
    stripped: _stripped,
    sized: _sized,
    ...rest
  } = unpointed(lane);
  return rest;
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
