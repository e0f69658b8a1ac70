import * as z from 'zod/mini';
import { SESSION_LIMITS } from '../../../lab/facts/limits.ts';
import type { NotesMessage } from './messages.ts';

/** Characters of one text in a message. */
const LONGEST_TEXT = 256 * 1024;

const text = z.string().check(z.maxLength(LONGEST_TEXT));
const ms = z.number().check(z.minimum(0));

const Message = z.union([
  z.object({
    type: z.literal('scenario'),
    title: text,
    minutes: ms,
    notes: text,
    steps: z
      .array(
        z.object({
          kind: text,
          text,
          note: z.exactOptional(text),
          answer: z.exactOptional(text),
          because: z.exactOptional(text),
        }),
      )
      .check(z.maxLength(1_000)),
  }),
  z.object({
    type: z.literal('step'),
    step: z.int().check(z.minimum(-1)),
    paused: z.boolean(),
    waits: z.boolean(),
    over: z.boolean(),
    blank: z.exactOptional(z.boolean()),
    choices: z.exactOptional(z.array(text).check(z.maxLength(SESSION_LIMITS.choices))),
    ahead: z.exactOptional(text),
    elapsed: ms,
    inStep: ms,
  }),
  z.object({ type: z.literal('catalogue') }),
]);

/** One line of the link as a message; undefined where it is none. */
export function readMessage(line: string): NotesMessage | undefined {
  try {
    const { success, data } = z.safeParse(Message, JSON.parse(line));
    return success ? data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
