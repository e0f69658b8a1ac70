import * as z from 'zod/mini';
import type { FileProblem, ProblemAt } from '../../file/problem.ts';
import { isReadable, READABLE_PATTERN, textLine, UNREADABLE } from '../../file/text-line.ts';
import { worded } from '../../file/wording.ts';
import type { ScenarioStep } from '../../scenario.ts';
import { LaneIdSchema } from '../lane-id.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { triedFlag } from '../tried-settings.ts';
import { triedInstead } from './tried-words.ts';

/** A step of a file, in the program's own types but for its lanes, which stand as the file has them; left out are all. */
export type StepDraft<Step extends ScenarioStep = ScenarioStep> = Step extends ScenarioStep
  ? Omit<Step, 'lanes'> & { readonly lane?: string | readonly string[] }
  : never;

/** A kind of step: what a file may say of one, and what the program makes of it. How it is played says `play/`. */
export interface StepFormat {
  readonly kind: ScenarioStep['kind'];
  /** What a step of this kind does, in Markdown, for the reference. */
  readonly does: string;
  readonly schema: z.ZodMiniType<StepDraft>;
  /** What the shape alone cannot show. Is asked of every step, whatever its kind, since that may be what is wrong. */
  readonly crossCheck?: (step: Readonly<Record<string, unknown>>, where: StepPlace) => readonly FileProblem[];
}

/** Where in a file a step stands, and which lanes the file has; undefined where it has no group of them. */
export interface StepPlace {
  readonly path: readonly PropertyKey[];
  readonly lanes: readonly string[] | undefined;
  /** What the file says of each of them, whatever that is. */
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  /** Every step of the file, whatever that is. */
  readonly steps: readonly unknown[];
  readonly problemAt: ProblemAt;
}

/** The keys that may stand in a step of any kind. */
export const BESIDE = {
  say: z.exactOptional(textLine(SCENARIO_LIMITS.say, 'The sentence told with this step.')),
  lane: z.exactOptional(
    z
      .union(
        [
          LaneIdSchema,
          z
            .array(LaneIdSchema)
            .check(z.minLength(1), z.maxLength(SCENARIO_LIMITS.lanes), z.meta({ uniqueItems: true })),
        ],
        'must be the name of a lane, or a list of such names',
      )
      .check(z.describe('The lane or list of lanes that this step is about. Ordinary: all of them.')),
  ),
  pause: z.exactOptional(
    worded(
      z
        .boolean()
        .check(
          z.describe(
            'Whether the stage waits at the end of this step, and at a question before its answer, until the instructor goes on. `plainsight run` never waits.',
          ),
        ),
      { wrong: noPause, help: triedFlag },
    ),
  ),
  note: z.exactOptional(
    z
      .string()
      .check(
        z.maxLength(SCENARIO_LIMITS.note),
        z.trim(),
        z.minLength(1),
        z.refine(isReadable, UNREADABLE),
        z.describe(
          'What the instructor should know or do at this step. Shown with the notes, never on the stage.',
        ),
        z.meta({ pattern: READABLE_PATTERN.filled }),
      ),
  ),
};

/** Keys that only stand beside others. */
export const ONLY_BESIDE: readonly string[] = Object.keys(BESIDE).filter((key) => key !== 'say');

function noPause(value: unknown): string | undefined {
  return typeof value === 'number' && value > 1
    ? `pause must be true or false; for ${value} seconds make a step of its own, as in wait: 5`
    : undefined;
}

/** The keys of one kind of step, those that may stand beside any included: the one that names the kind comes first; `toEditors` is JSON Schema besides. */
export function stepShape<Shape extends z.core.$ZodLooseShape>(
  kind: ScenarioStep['kind'],
  shape: Shape,
  toEditors: Readonly<Record<string, unknown>> = {},
): z.ZodMiniObject<Shape, z.core.$strict> {
  return worded(z.strictObject(shape).check(z.meta(toEditors)), {
    name: `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} step`,
    instead: triedInstead,
  });
}
