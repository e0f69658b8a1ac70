import * as z from 'zod/mini';
import type { Task } from '../../tasks.ts';
import { textLine } from '../../file/text-line.ts';
import { worded } from '../../file/wording.ts';
import { LaneIdSchema } from '../lane-id.ts';
import { SCENARIO_LIMITS } from '../limits.ts';

type ChoiceDraft = Omit<Extract<Task, { kind: 'choice' }>, 'lanes'> & {
  readonly lane?: string | readonly string[];
};

/** A task of a file, in the program's own types but for the lanes of a choice, which stand as the file has them; left out are all. */
export type TaskDraft = Exclude<Task, { kind: 'choice' }> | ChoiceDraft;

/** A kind of task: what a file may say of one, and what the program makes of it. */
export interface TaskFormat {
  readonly kind: Task['kind'];
  /** What a task of this kind asks for, in Markdown, for the reference. */
  readonly does: string;
  readonly schema: z.ZodMiniType<TaskDraft>;
}

/** Keys of a task of any kind. */
const COMMON = {
  points: z._default(
    z.int().check(z.minimum(1), z.maximum(SCENARIO_LIMITS.points), z.describe('What the task is worth.')),
    1,
  ),
  ask: z._default(
    textLine(SCENARIO_LIMITS.because, 'The task in words of your own, in place of the usual ones.'),
    '',
  ),
};

/** The lane of a task that is about one. */
export const TASK_LANE = worded(
  LaneIdSchema.check(z.describe('The lane that the task is about. Its packets are in the capture.')),
  { example: 'lane: with the name of a lane' },
);

/** The keys of one kind of task: the one that names the kind comes first. */
export function taskShape<Shape extends z.core.$ZodLooseShape>(
  kind: Task['kind'],
  shape: Shape,
): z.ZodMiniObject<Shape & typeof COMMON, z.core.$strict> {
  return worded(z.strictObject({ ...shape, ...COMMON }), {
    name: `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} task`,
  });
}
