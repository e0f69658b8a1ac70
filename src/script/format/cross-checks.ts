import type { FileProblem, ProblemAt } from '../file/problem.ts';
import { excerpt, isGroup, wordList } from '../file/words.ts';
import { SCENARIO_LIMITS } from './limits.ts';
import { STEP_FORMATS } from './steps/steps.ts';
import type { StepPlace } from './steps/step-format.ts';
import { crossCheckTasks } from './tasks/cross-check.ts';

/** What the shape of a scenario alone cannot show: what its lanes and steps name must exist, and fit together. */
export function crossCheckScenario(content: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  if (!isGroup(content)) return [];
  const lanes = isGroup(content['lanes']) ? content['lanes'] : undefined;
  const steps = listOf(content['steps']);
  const known = { lanes: lanes && Object.keys(lanes), problemAt };
  return [
    ...Object.entries(lanes ?? {}).flatMap(([id, lane]) => [
      ...wrongKeyExchange(id, lane, problemAt),
      ...wrongHttp2(id, lane, problemAt),
    ]),
    ...listOf(content['tasks'])
      .slice(0, SCENARIO_LIMITS.tasks)
      .flatMap((task, index) =>
        isGroup(task) ? wrongLanes(task['lane'], { path: ['tasks', index], ...known }) : [],
      ),
    ...crossCheckTasks(content['tasks'], problemAt),
    ...steps.slice(0, SCENARIO_LIMITS.steps).flatMap((step, index) => {
      if (!isGroup(step)) return [];
      const where = {
        path: ['steps', index],
        settings: lanes,
        steps,
        ...known,
      };
      return [
        ...wrongLanes(step['lane'], where),
        ...STEP_FORMATS.flatMap(({ crossCheck }) => crossCheck?.(step, where) ?? []),
      ];
    }),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** RSA key exchange is gone from TLS 1.3 (RFC 9846 §1.3): a bank that also speaks that would never use it. */
function wrongKeyExchange(id: string, lane: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  const bank = isGroup(lane) ? lane['bank'] : undefined;
  if (!isGroup(bank) || bank['key-exchange'] !== 'rsa' || bank['tls'] === '1.2') return [];
  const path = ['lanes', id, 'bank', 'key-exchange'];
  return [problemAt(path, `key-exchange: rsa is there in TLS 1.2 only: add tls: '1.2'`)];
}

/** Browsers do not speak HTTP/2 with such a key exchange (RFC 9113, section 9.2.2), and nginx and Apache are not told of it here. */
function wrongHttp2(id: string, lane: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  const bank = isGroup(lane) ? lane['bank'] : undefined;
  if (!isGroup(bank) || bank['http2'] !== true) return [];
  const path = ['lanes', id, 'bank', 'http2'];
  const { server = 'built-in', 'key-exchange': keyExchange } = bank;
  return [
    ...(server === 'built-in' ? [] : [problemAt(path, 'http2 is there with server: built-in only')]),
    ...(keyExchange === 'rsa'
      ? [problemAt(path, 'http2 does not go with key-exchange: rsa, which it forbids')]
      : []),
  ];
}

/** The lanes that a step or a task names must exist, and each stand there once. */
function wrongLanes(
  lane: unknown,
  { path, lanes, problemAt }: Pick<StepPlace, 'path' | 'lanes' | 'problemAt'>,
): readonly FileProblem[] {
  if (lanes === undefined) return [];
  const named: readonly unknown[] = Array.isArray(lane) ? lane : [lane];
  return named.flatMap((each, index) => {
    if (typeof each !== 'string') return [];
    const place = [...path, 'lane', ...(Array.isArray(lane) ? [index] : [])];
    if (!lanes.includes(each)) {
      const known = wordList(lanes.map(excerpt), 'and');
      const all = /^(all|both|every|everywhere|each|\*)$/i.test(each)
        ? '; a step without lane is about all'
        : '';
      return [problemAt(place, `no lane is named "${excerpt(each)}": the lanes are ${known}${all}`)];
    }
    return named.indexOf(each) < index
      ? [problemAt(place, `"${excerpt(each)}" is named twice: keep one of them`)]
      : [];
  });
}
