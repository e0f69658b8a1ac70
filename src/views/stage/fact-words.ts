import type { SegmentCaptured } from '../../../lab/facts/facts.ts';
import { KNOWN_FACTS, knownFact } from '../../../lab/facts/session.ts';
import type { Fact, KnownFact } from '../../../lab/facts/session.ts';
import type { LabState } from './state.ts';

/** Whether a fact of this type shows on a screen: those that do not have no words. */
export function tellsSomething(type: Fact['type']): boolean {
  const known = KNOWN_FACTS.get(type);
  if (type === 'segment-captured' || type === 'answer-given') return true;
  return known !== undefined && (known.brief !== 'untold' || known.sentence !== 'untold');
}

/**
 * What a fact is, in one line of words, where `state` has just come to it; empty where it shows nothing. It may
 * hold hostile text.
 */
export function factWords(fact: Fact, state: LabState): string {
  if (!tellsSomething(fact.type)) return '';
  if (!('lane' in fact)) return scriptWords(fact);
  const lane = state.lanes.find(({ id }) => id === fact.lane);
  const where = state.lanes.length > 1 && lane !== undefined ? `${lane.title} · ` : '';
  return where + (fact.type === 'segment-captured' ? packetWords(fact, state) : laneWords(fact));
}

/** A packet by what it carries, and where it comes from or goes to: what is sent to her need not be the bank's. */
function packetWords({ lane: id, connection, direction }: SegmentCaptured, { lanes }: LabState): string {
  const lane = lanes.find((each) => each.id === id);
  const other = lane?.others.open.get(connection);
  const whose = other === undefined ? 'the victim' : other === 'stranger' ? 'a stranger' : 'the authority';
  const label = other === 'stranger' ? 'bytes' : (lane?.moving?.label ?? 'bytes');
  const said = other !== undefined && label.startsWith(`${other}: `) ? label.slice(other.length + 2) : label;
  return direction === 'to-bank' ? `${said} leaves ${whose}` : `${said} comes back to ${whose}`;
}

function laneWords(fact: Fact): string {
  if (fact.type === 'listener-opened') return `${fact.role} listens on ${fact.address}:${fact.port}`;
  if (fact.type === 'lane-opened') return 'the lane is open';
  const known = knownFact(fact);
  if (known === undefined) return '';
  const doer = known.by === 'lab' || known.by === 'tap' ? '' : `${known.by}: `;
  const brief = known.brief === 'untold' || known.only === 'ladder' ? undefined : known.brief(fact);
  return doer + (brief ?? firstLine(known, fact));
}

function scriptWords(fact: Fact): string {
  if (fact.type === 'session-opened') return `the session opens: ${fact.title}`;
  if (fact.type === 'step-started') return `step ${fact.index + 1} begins`;
  if (fact.type === 'question-asked') return `the class is asked: ${fact.question}`;
  if (fact.type === 'answer-given')
    return fact.choice === 0 ? 'the question is passed over' : `the class chooses ${fact.choice}`;
  const known = knownFact(fact);
  return known === undefined ? '' : firstLine(known, fact);
}

/** The first line of what the transcript says, or else what is said in brief. */
function firstLine({ sentence, brief }: KnownFact, fact: Fact): string {
  const said = sentence === 'untold' ? [] : sentence(fact);
  const line = (typeof said === 'string' ? [said] : said).find((each) => each.trim() !== '');
  const words = line ?? (brief === 'untold' ? '' : brief(fact));
  return words.trim().replaceAll(/\s+/g, ' ');
}
