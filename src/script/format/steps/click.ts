import * as z from 'zod/mini';
import { textLine } from '../../file/text-line.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const ClickShape = stepShape('click', {
  click: textLine(SCENARIO_LIMITS.link, 'The text of the link, as a person reads it on the page.'),
  ...BESIDE,
});

/** `click`: a link of the page. */
export const CLICK_STEP: StepFormat = {
  kind: 'click',
  does: 'Alice follows the first link with this text on the page that she sees. The bank has `Sign in` on its front page, `Send money` on the account’s, `Back to your account` on `/transfer`, and `Harbour Bank` on every page. A form is sent with `submit`. Where there is no such link, the run says so and names the nearest.',
  schema: z.pipe(
    ClickShape,
    z.transform(({ click, ...beside }) => ({ kind: 'click' as const, ...beside, link: click })),
  ),
};
