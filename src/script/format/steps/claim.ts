import * as z from 'zod/mini';
import { nearest } from '../../../../lab/text/nearest.ts';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  comparesLanes,
  nearestClaim,
  numberPattern,
  openPattern,
  parseClaim,
  takesNumber,
  wrongLength,
} from '../../../views/claims/claims.ts';
import type { FileProblem } from '../../file/problem.ts';
import { excerpt, isGroup, wordList } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { lanesNamed } from '../lanes-named.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

/** A claim in words, as a step or a task makes it. */
export function claimSentence(description: string): z.ZodMiniString {
  return worded(
    z.string().check(
      z.refine((sentence) => parseClaim(sentence) !== undefined),
      z.describe(description),
      z.meta({
        anyOf: [
          { enum: CLAIM_SENTENCES },
          ...CLAIM_KINDS.filter(takesNumber).map((kind) => ({ pattern: numberPattern(kind) })),
          ...CLAIM_KINDS.flatMap((kind) => openPattern(kind) ?? []).map((pattern) => ({ pattern })),
        ],
      }),
    ),
    { wrong: unknownClaim },
  );
}

const ClaimShape = stepShape('claim', {
  claim: claimSentence(
    'What must be true by now; checked against what was captured and what the bank logged.',
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
  crossCheck: (step, place) => [...wrongComparison(step, place), ...wrongName(step, place)],
};

/** A customer or a receiver that a claim names must be known: else it may be misspelt. */
function wrongName(
  { claim: sentence, lane }: Readonly<Record<string, unknown>>,
  { path, lanes = [], settings, steps, problemAt }: StepPlace,
): readonly FileProblem[] {
  const claim = typeof sentence === 'string' ? parseClaim(sentence) : undefined;
  const known =
    claim?.kind === 'bank let <customer> in'
      ? customersIn(settings, lanesNamed(lane, lanes))
      : claim?.kind === 'bank booked a transfer to <receiver>'
        ? receiversIn(steps)
        : undefined;
  if (claim === undefined || known === undefined || known.includes(claim.value)) return [];
  const meant = nearest(claim.value, known);
  const name = excerpt(claim.value);
  const isCustomer = claim.kind.startsWith('bank let');
  const right =
    meant !== undefined
      ? `did you mean "${meant}"?`
      : isCustomer
        ? `add bank: { customers: { ${name}: sunny-day-12 } } to the lane, or write "bank let alice in"`
        : `there are ${wordList(known.map(excerpt), 'and')}`;
  const what = isCustomer ? 'no customer of the bank is named' : 'no form names the receiver';
  return [problemAt([...path, 'claim'], `${what} "${name}"; ${right}`)];
}

/** Alice, and the customers that any of these lanes names. */
function customersIn(
  settings: Readonly<Record<string, unknown>> | undefined,
  lanes: readonly string[],
): readonly string[] {
  const named = lanes.flatMap((id) => {
    const lane = settings?.[id];
    const bank = isGroup(lane) ? lane['bank'] : undefined;
    const customers = isGroup(bank) ? bank['customers'] : undefined;
    return isGroup(customers) ? Object.keys(customers) : [];
  });
  return [...new Set(['alice', 'nobody', ...named])];
}

/** Whom an attacker has, Bob, and whoever is named in a form of the scenario. */
function receiversIn(steps: readonly unknown[]): readonly string[] {
  const typed = steps.flatMap((step) => {
    const form = isGroup(step) ? step['submit'] : undefined;
    const receiver = isGroup(form) ? form['receiver'] : undefined;
    return typeof receiver === 'string' ? [receiver.trim()] : [];
  });
  return [...new Set(['mallory', 'bob', ...typed])];
}

function unknownClaim(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const length = wrongLength(value);
  if (length !== undefined)
    return `the lab cannot look for a text of ${length} characters: write 4 to 200, since a shorter one stands in sealed bytes by chance`;
  return `the lab cannot check "${excerpt(value)}"; did you mean "${nearestClaim(value)}"?`;
}

/** A claim that compares two lanes must be made of two. */
function wrongComparison(
  { claim: sentence, lane }: Readonly<Record<string, unknown>>,
  { path, lanes, problemAt }: StepPlace,
): readonly FileProblem[] {
  const claim = typeof sentence === 'string' ? parseClaim(sentence) : undefined;
  if (claim === undefined || lanes === undefined || !comparesLanes(claim)) return [];
  if (lanesNamed(lane, lanes).length === 2) return [];
  const message = 'this claim compares two lanes: name two of them, as in lane: [long, short]';
  return [problemAt([...path, 'claim'], message)];
}
