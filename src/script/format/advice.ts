import type { FileProblem, ProblemAt } from '../file/problem.ts';
import { excerpt, isGroup } from '../file/words.ts';
import { speaksTls } from './in-vain.ts';

/** Settings of the bank that are about TLS alone, each with the value that is no setting. */
const OF_TLS: Readonly<Record<string, unknown>> = {
  hsts: false,
  certificate: 'good',
  tls: 'both',
  'key-exchange': 'ecdhe',
  'client-certificate': false,
};

/** What is better done otherwise in a scenario that can be played: what says nothing to the class, or changes nothing. */
export function adviseScenario(content: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  if (!isGroup(content)) return [];
  const { lanes, steps } = content;
  return [
    ...Object.entries(isGroup(lanes) ? lanes : {}).flatMap(([id, lane]) => idleSettings(id, lane, problemAt)),
    ...(Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) =>
      isGroup(step) && step['claim'] !== undefined && step['say'] === undefined
        ? [
            problemAt(
              ['steps', index, 'claim'],
              'this claim says nothing to the class: add say: with a sentence of what it shows',
            ),
          ]
        : [],
    ),
  ];
}

/** Settings of TLS at a bank that does not speak it. */
function idleSettings(id: string, lane: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  const bank = isGroup(lane) ? lane['bank'] : undefined;
  if (!isGroup(lane) || !isGroup(bank) || speaksTls(lane)) return [];
  return Object.entries(OF_TLS).flatMap(([key, none]) =>
    bank[key] === undefined || bank[key] === none
      ? []
      : [
          problemAt(
            ['lanes', id, 'bank', key],
            `${key} changes nothing where the bank speaks no TLS: make it https: serve in ${excerpt(id)}, or leave ${key} out`,
            'key',
          ),
        ],
  );
}
