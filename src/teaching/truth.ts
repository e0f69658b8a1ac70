import * as z from 'zod/mini';
import { UserError } from '../errors.ts';
import { TEACHING_LIMITS } from './limits.ts';

const text = z.string().check(z.maxLength(TEACHING_LIMITS.answer));

const PlaceSchema = z.object({
  stream: z.int(),
  offset: z.int(),
  frame: z.int(),
  fields: z.readonly(z.array(text)),
});

const TruthSchema = z.object({
  truth: z.literal(1),
  course: text,
  scenario: text,
  student: text,
  name: text,
  folder: text,
  capture: text,
  tasks: text,
  expected: z.readonly(
    z.array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.enum(['value', 'opened']), value: text }),
        z.object({ kind: z.literal('where'), value: text, places: z.readonly(z.array(PlaceSchema)) }),
        z.object({
          kind: z.literal('choice'),
          lanes: z.readonly(z.array(text)),
          evidence: z.readonly(z.array(z.string())),
        }),
        z.object({ kind: z.literal('session'), seed: text }),
      ]),
    ),
  ),
});

/** What a teacher keeps of one hand-out: a line of the truth file. */
export type TruthLine = z.infer<typeof TruthSchema>;

/** The lines of a truth file. Throws a `UserError` with the line's number where one is none. */
export function readTruth(content: string, path: string): readonly TruthLine[] {
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [z.parse(TruthSchema, JSON.parse(line))];
    } catch {
      throw new UserError(
        `${path}:${index + 1}: this is no line of a truth file: plainsight handout writes one`,
      );
    }
  });
}
