import * as z from 'zod/mini';
import { SHOWN, SHOWN_WORDS } from '../../../../lab/facts/shown.ts';
import { worded } from '../../file/wording.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const ShowShape = stepShape('show', {
  show: worded(
    z.enum(SHOWN_WORDS).check(
      z.describe(
        `What is held up: ${Object.entries(SHOWN)
          .map(([word, what]) => `${word}: ${what}`)
          .join('; ')}.`,
      ),
    ),
    { example: `show: ${SHOWN_WORDS.join(' or ')}` },
  ),
  ...BESIDE,
});

/** `show`: something of a lane's, held up large. */
export const SHOW_STEP: StepFormat = {
  kind: 'show',
  does: 'Something is held up large before the class, in place of the lanes, for as long as the step lasts.',
  schema: z.pipe(
    ShowShape,
    z.transform(({ show, ...beside }) => ({ kind: 'show' as const, ...beside, shows: show })),
  ),
};
