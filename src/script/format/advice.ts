import type { FileProblem, ProblemAt } from '../file/problem.ts';
import { isGroup } from '../file/words.ts';

/** What is better done otherwise in a scenario that can be played: a claim should say to the class what it shows. */
export function adviseScenario(content: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  const steps: unknown = isGroup(content) ? content['steps'] : undefined;
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown, index) =>
    isGroup(step) && step['claim'] !== undefined && step['say'] === undefined
      ? [
          problemAt(
            ['steps', index, 'claim'],
            'this claim says nothing to the class: add say: with a sentence of what it shows',
          ),
        ]
      : [],
  );
}
