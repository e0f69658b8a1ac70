import * as z from 'zod/mini';
import { textLine } from '../../file/text-line.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const SayShape = stepShape('say', {
  ...BESIDE,
  say: textLine(SCENARIO_LIMITS.say, 'One sentence to tell the class.'),
});

/** `say` alone: a sentence. */
export const SAY_STEP: StepFormat = {
  kind: 'say',
  does: 'A sentence is told, and nothing else happens.',
  schema: z.pipe(
    SayShape,
    z.transform((step) => ({ kind: 'say' as const, ...step })),
  ),
};
