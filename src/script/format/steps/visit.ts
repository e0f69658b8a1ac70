import * as z from 'zod/mini';
import { labAddressOrPath } from '../address.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const VisitShape = stepShape('visit', {
  visit: labAddressOrPath("The page that the victim opens: a path on the lane's host, or a whole address."),
  ...BESIDE,
});

/** `visit`: a page. */
export const VISIT_STEP: StepFormat = {
  kind: 'visit',
  does: 'Alice types an address. The browser follows redirects, as a browser does.',
  schema: z.pipe(
    VisitShape,
    z.transform(({ visit, ...beside }) => ({ kind: 'visit' as const, ...beside, to: visit })),
  ),
};
