import { comparesLanes, parseClaim } from '../../../views/claims/claims.ts';
import type { FileProblem, ProblemAt } from '../../file/problem.ts';
import { isGroup } from '../../file/words.ts';
import { SCENARIO_LIMITS } from '../limits.ts';

/** What the shape of tasks alone cannot show, beside their lanes: a choice of lanes cannot be made where a claim compares two. */
export function crossCheckTasks(tasks: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  if (!Array.isArray(tasks)) return [];
  return tasks.slice(0, SCENARIO_LIMITS.tasks).flatMap((task: unknown, index) => {
    const sentence = isGroup(task) ? task['choice'] : undefined;
    const claim = typeof sentence === 'string' ? parseClaim(sentence) : undefined;
    return claim !== undefined && comparesLanes(claim)
      ? [
          problemAt(
            ['tasks', index, 'choice'],
            'this claim compares two lanes, so that no lane can be chosen by it: take one that looks at one lane',
          ),
        ]
      : [];
  });
}
