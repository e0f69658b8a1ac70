import * as z from 'zod/mini';
import { nearest } from '../../../../lab/text/nearest.ts';
import { keysOf } from '../../file/schema-path.ts';
import { isGroup, wordList } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import type { MeantNothing } from '../../file/wording.ts';
import { ASK_STEP } from './ask.ts';
import { ATTACK_STEP } from './attack.ts';
import { CHAT_STEP } from './chat.ts';
import { CLAIM_STEP } from './claim.ts';
import { CLICK_STEP } from './click.ts';
import { KNOCK_STEP } from './knock.ts';
import { OBTAIN_STEP } from './obtain.ts';
import { SAY_STEP } from './say.ts';
import { SHOW_STEP } from './show.ts';
import { ONLY_BESIDE } from './step-format.ts';
import type { StepFormat } from './step-format.ts';
import { SUBMIT_STEP } from './submit.ts';
import { triedInstead } from './tried-words.ts';
import { VISIT_STEP } from './visit.ts';
import { WAIT_STEP } from './wait.ts';

/** Every kind of step, in the order in which they are taught. */
export const STEP_FORMATS: readonly StepFormat[] = [
  SAY_STEP,
  VISIT_STEP,
  CLICK_STEP,
  SUBMIT_STEP,
  CHAT_STEP,
  KNOCK_STEP,
  OBTAIN_STEP,
  ATTACK_STEP,
  SHOW_STEP,
  WAIT_STEP,
  ASK_STEP,
  CLAIM_STEP,
];

/** One step of a scenario file. */
export const StepSchema = worded(z.union(STEP_FORMATS.map(({ schema }) => schema)), {
  entry: 'step',
  meant: meantStep,
});

/** The shape of the kind that a step's keys name; `say` counts only where it stands alone. */
function meantStep(step: unknown): z.core.$ZodType | MeantNothing {
  if (!isGroup(step)) return SAY_STEP.schema;
  const named = STEP_FORMATS.filter(({ kind }) => Object.hasOwn(step, kind));
  const [meant, second] = named.length > 1 ? named.filter(({ kind }) => kind !== 'say') : named;
  if (second !== undefined)
    return {
      key: second.kind,
      message: `a step does one thing: make two steps of ${meant?.kind} and ${second.kind}`,
    };
  return meant?.schema ?? unknownKind(step);
}

function unknownKind(step: Readonly<Record<string, unknown>>): MeantNothing {
  const kinds = STEP_FORMATS.map(({ kind }) => kind);
  const known = keysOf(StepSchema);
  const strange = Object.keys(step).find((key) => !known.includes(key));
  const beside = Object.keys(step).find((key) => ONLY_BESIDE.includes(key));
  const hint =
    strange !== undefined
      ? hintFor(strange, kinds)
      : beside === undefined
        ? ''
        : `; "${beside}" only stands beside one of them`;
  return {
    message: `a step needs one of ${wordList(kinds, 'or')}${hint}`,
    ...(strange !== undefined && { key: strange }),
  };
}

function hintFor(strange: string, kinds: readonly string[]): string {
  const meant = nearest(strange, kinds);
  const instead = triedInstead(strange) ?? (meant === undefined ? undefined : `did you mean "${meant}"?`);
  return instead === undefined ? '' : `; ${instead}`;
}
