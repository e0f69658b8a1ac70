import * as z from 'zod/mini';
import { excerpt, valueInWords } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const WaitShape = stepShape('wait', {
  wait: worded(
    z
      .int()
      .check(
        z.minimum(1),
        z.maximum(SCENARIO_LIMITS.wait),
        z.describe(`How many seconds the stage stays, from 1 to ${SCENARIO_LIMITS.wait}.`),
      ),
    { wrong: noSeconds },
  ),
  ...BESIDE,
});

/** `wait`: some seconds. */
export const WAIT_STEP: StepFormat = {
  kind: 'wait',
  does: 'The stage stays so many seconds. `plainsight run` does not wait.',
  schema: z.pipe(
    WaitShape,
    z.transform(({ wait, ...beside }) => ({ kind: 'wait' as const, ...beside, seconds: wait })),
  ),
};

function noSeconds(value: unknown): string {
  const given =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? `"${excerpt(value)}"`
        : valueInWords(value);
  return `wait must be whole seconds from 1 to ${SCENARIO_LIMITS.wait}, as in wait: 5, not ${given}`;
}
