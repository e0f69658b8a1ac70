import * as z from 'zod/mini';

/** What the notes' terminal has the stage do. A hold is let go by the next one, and so is a stage that was blanked. */
export type StageOrder =
  | { readonly type: 'next' | 'back' | 'hold' | 'blank' | 'restart' }
  /** To the step with this index. */
  | { readonly type: 'jump'; readonly step: number };

/** More steps than any scenario has. */
const MOST_STEPS = 10_000;

/** Characters of the longest line that may be an order. */
const LONGEST = 256;

const Order = z.union([
  z.strictObject({ type: z.enum(['next', 'back', 'hold', 'blank', 'restart']) }),
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
