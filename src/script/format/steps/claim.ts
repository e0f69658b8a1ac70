import * as z from 'zod/mini';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  comparesLanes,
  nearestClaim,
  numberPattern,
  parseClaim,
  takesNumber,
} from '../../../views/claims/claims.ts';
import type { FileProblem } from '../../file/problem.ts';
import { excerpt } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

const ClaimShape = stepShape('claim', {
  claim: worded(
    z.string().check(
      z.refine((sentence) => parseClaim(sentence) !== undefined),
      z.describe('What must be true by now; checked against what was captured and what the bank logged.'),
      z.meta({
        anyOf: [
          { enum: CLAIM_SENTENCES },
          ...CLAIM_KINDS.filter(takesNumber).map((kind) => ({ pattern: numberPattern(kind) })),
        ],
      }),
    ),
    { wrong: unknownClaim },
  ),
  ...BESIDE,
});

/** `claim`: what must be true by now. */
export const CLAIM_STEP: StepFormat = {
  kind: 'claim',
  does: 'Something that must be true by now. See [Claims](#claims).',
  schema: z.pipe(
    ClaimShape,
    z.transform(({ claim: sentence, ...beside }) => {
      const claim = parseClaim(sentence);
      if (claim === undefined) throw new Error(`the schema let an unknown claim pass: ${sentence}`);
      return { kind: 'claim' as const, ...beside, claim, sentence };
    }),
  ),
  crossCheck: wrongComparison,
};

function unknownClaim(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return `the lab cannot check "${excerpt(value)}"; did you mean "${nearestClaim(value)}"?`;
}

/** A claim that compares two lanes must be made of two. */
function wrongComparison(
  { claim: sentence, lane }: Readonly<Record<string, unknown>>,
  { path, lanes, problemAt }: StepPlace,
): readonly FileProblem[] {
  const claim = typeof sentence === 'string' ? parseClaim(sentence) : undefined;
  if (claim === undefined || lanes === undefined || !comparesLanes(claim)) return [];
  const named = lane === undefined ? lanes : lane;
  if (Array.isArray(named) && named.length === 2) return [];
  const message = 'this claim compares two lanes: name two of them, as in lane: [long, short]';
  return [problemAt([...path, 'claim'], message)];
}
