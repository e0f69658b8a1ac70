import * as z from 'zod/mini';
import { SESSION_LIMITS } from '../../../lab/facts/limits.ts';

/** Orders that say all with their name; `go-on` leads to the next scenario, where the stage offers one. */
const PLAIN_ORDERS = ['next', 'back', 'hold', 'blank', 'restart', 'go-on'] as const;

type PlainOrder = (typeof PLAIN_ORDERS)[number];

/** What the notes' terminal has the stage do. A hold is let go by the next one, and so is a stage that was blanked. */
export type StageOrder =
  | { readonly type: PlainOrder }
  /** Answers the question that stands: one of its choices, from 1. */
  | { readonly type: 'choose'; readonly choice: number }
  /** To the step with this index. */
  | { readonly type: 'jump'; readonly step: number };

/** More steps than any scenario has. */
const MOST_STEPS = 10_000;

/** Characters of the longest line that may be an order. */
const LONGEST = 256;

const Order = z.union([
  z.strictObject({ type: z.enum(PLAIN_ORDERS) }),
  z.strictObject({
    type: z.literal('choose'),
    choice: z.int().check(z.minimum(1), z.maximum(SESSION_LIMITS.choices)),
  }),
  z.strictObject({
    type: z.literal('jump'),
    step: z.int().check(z.minimum(0), z.maximum(MOST_STEPS)),
  }),
]);

/** One line of the link as an order; undefined where it is none. */
export function readStageOrder(line: string): StageOrder | undefined {
  if (line.length > LONGEST) return undefined;
  try {
    const { success, data } = z.safeParse(Order, JSON.parse(line));
    return success ? data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
