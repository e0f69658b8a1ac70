import { createHash } from 'node:crypto';
import type { Fact } from '../../../lab/facts/session.ts';
import { counted } from '../../../lab/text/count.ts';
import { printableStart } from '../../../lab/text/printable.ts';
import type { ClaimStep, Scenario } from '../../script/scenario.ts';
import { factsIn } from '../../session/facts-in.ts';
import { checkClaim, comparesLanes } from '../../views/claims/claims.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import { valuesInRun } from '../values.ts';
import { wrongSecrets } from './opened-run.ts';
import { NO_ANSWER } from './verdict.ts';
import type { Judged } from './verdict.ts';

/** A saved session that was handed in. */
export interface HandedRun {
  readonly name: string;
  readonly facts: readonly Fact[];
  /** Why it cannot be read to its end. */
  readonly fault?: string;
  readonly scenario: string;
  readonly seed: string;
  /** Hashes of what passed: of two runs none is the same but for what everybody sends. */
  readonly passed: ReadonlySet<string>;
}

/** Segments that are shorter may be the same in any two runs. */
const OWN_LENGTH = 64;

/** Reads a saved session that was handed in. Never throws. */
export function readRun(name: string, bytes: Uint8Array): HandedRun {
  const { facts, fault } = factsIn(bytes);
  const opened = facts.find((fact) => fact.type === 'session-opened');
  const passed = new Set<string>();
  for (const fact of facts)
    if (fact.type === 'segment-captured' && fact.bytes.length >= OWN_LENGTH)
      passed.add(createHash('sha256').update(fact.bytes).digest('base64').slice(0, 22));
  return {
    name,
    facts,
    ...(fault !== undefined && { fault }),
    scenario: opened?.scenario ?? '',
    seed: opened?.seed ?? '',
    passed,
  };
}

/** Whether two runs are one: at least half of what passed in one of them passed in the other, byte for byte. */
export function isSameRun(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const least = Math.min(one.size, other.size);
  const shared = [...one].filter((each) => other.has(each)).length;
  return least > 0 && shared * 2 >= least;
}

/** What a run is held against. */
export interface RightRun {
  readonly seed: string;
  /** Whose run a seed is, where it is another student's. */
  readonly ownerOf: (seed: string) => string | undefined;
}

/**
 * Judges a run of one's own: its seed, what that plants, how many bytes passed, and every claim of the scenario, checked
 * again from the recorded bytes. A forgery in which all of this agrees is not told from a run.
 */
export function judgeRun(run: HandedRun | undefined, scenario: Scenario, right: RightRun): Judged {
  if (run === undefined) return NO_ANSWER;
  const wrong = (evidence: string, feedback: string, part = 0): Judged => ({
    outcome: part > 0 ? 'partly' : 'wrong',
    part,
    evidence: `${run.name}: ${evidence}`,
    feedback,
  });
  if (run.fault !== undefined)
    return wrong(
      run.fault,
      `This session cannot be read: ${printableStart(run.fault, TEACHING_LIMITS.answer)}.`,
    );
  if (run.scenario !== scenario.id)
    return wrong(
      `it is of the scenario ${run.scenario}`,
      `This is a run of another scenario: play ${scenario.id}, with your own seed.`,
    );
  if (run.seed !== right.seed) {
    const owner = right.ownerOf(run.seed);
    const feedback = 'This run has another seed: play the scenario with the one in your task.';
    if (owner === undefined) return wrong(`its seed is ${run.seed}, and right is ${right.seed}`, feedback);
    return { ...wrong(`it has the seed of ${owner}`, feedback), outcome: 'another' };
  }
  const lie = contradiction(run.facts, scenario);
  if (lie !== undefined)
    return wrong(
      `its facts disagree with its bytes: ${lie}`,
      'What this session says does not agree with the bytes in it: hand it in as plainsight run saved it.',
    );
  const claims = claimsOf(scenario);
  const checked = run.facts.filter(({ type }) => type === 'claim-checked').length;
  const held = run.facts.filter((fact) => fact.type === 'claim-checked' && fact.held).length;
  if (held === claims.length)
    return {
      outcome: 'right',
      part: 1,
      evidence: `${run.name}: ${counted(claims.length, 'claim')} checked again from its bytes, and all hold`,
      feedback: 'Right: every claim holds when it is checked again from the bytes of your run.',
    };
  return wrong(
    `of ${counted(claims.length, 'claim')} ${checked} were checked, and ${held} hold`,
    'This run was not played to its end, or a claim failed in it: play it again.',
    held / claims.length,
  );
}

/** What a run's facts say that its seed, its bytes or the scenario do not; undefined where all agrees. */
function contradiction(facts: readonly Fact[], scenario: Scenario): string | undefined {
  return (
    wrongPlanted(facts, scenario) ?? wrongCounts(facts) ?? wrongClaims(facts, scenario) ?? wrongSecrets(facts)
  );
}

function wrongPlanted(facts: readonly Fact[], scenario: Scenario): string | undefined {
  const opened = facts.find((fact) => fact.type === 'session-opened');
  for (const fact of facts) {
    if (fact.type !== 'secret-planted' || (fact.name !== 'password' && fact.name !== 'balance')) continue;
    if (fact.value !== valuesInRun(scenario, opened?.seed ?? '', fact.lane)[fact.name])
      return `its seed does not plant the ${fact.name} of lane ${fact.lane}`;
  }
  return undefined;
}

/** A connection's end says how much passed; what was recorded must come to that, where all was recorded. */
function wrongCounts(facts: readonly Fact[]): string | undefined {
  const recorded = new Map<string, number>();
  const cut = facts.some(({ type }) => type === 'capture-limit-reached');
  for (const fact of facts) {
    if (fact.type === 'segment-captured') {
      const key = `${fact.lane} ${fact.connection} ${fact.direction}`;
      recorded.set(key, Math.max(recorded.get(key) ?? 0, fact.offset + fact.bytes.length));
    } else if (fact.type === 'connection-closed' && !cut) {
      const key = `${fact.lane} ${fact.connection}`;
      const said = [fact.toBank, fact.toVictim].join(' ');
      const is = [recorded.get(`${key} to-bank`) ?? 0, recorded.get(`${key} to-victim`) ?? 0].join(' ');
      if (said !== is)
        return `connection ${fact.connection} of lane ${fact.lane} is not recorded as it passed`;
    }
  }
  return undefined;
}

/** The claims of a scenario, each as often as it is checked. */
function claimsOf({ steps }: Scenario): readonly { readonly step: ClaimStep; readonly lane: string }[] {
  return steps.flatMap((step) =>
    step.kind === 'claim'
      ? step.lanes.slice(0, comparesLanes(step.claim) ? 1 : undefined).map((lane) => ({ step, lane }))
      : [],
  );
}

function wrongClaims(facts: readonly Fact[], scenario: Scenario): string | undefined {
  const claims = claimsOf(scenario);
  let next = 0;
  for (const [index, fact] of facts.entries()) {
    if (fact.type !== 'claim-checked') continue;
    const expected = claims[next];
    next += 1;
    const where = `"${printableStart(fact.claim, TEACHING_LIMITS.quoted)}" in lane ${fact.lane}`;
    if (expected === undefined || expected.step.sentence !== fact.claim || expected.lane !== fact.lane)
      return `${where} is no claim of the scenario at this place`;
    const { held, evidence } = checkClaim(
      expected.step.claim,
      facts.slice(0, index),
      fact.lane,
      expected.step.lanes[1],
    );
    if (held !== fact.held || evidence.text !== fact.evidence.text)
      return `${where} comes out otherwise when it is checked again: ${evidence.text}`;
  }
  return undefined;
}
