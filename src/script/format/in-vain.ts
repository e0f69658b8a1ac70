import type { FileProblem, ProblemAt } from '../file/problem.ts';
import { excerpt, isGroup } from '../file/words.ts';
import { ATTACKS_TO_BEGIN } from '../scenario.ts';
import { lanesNamed } from './lanes-named.ts';

type Group = Readonly<Record<string, unknown>>;

/** Where a step stands: its lanes, and what comes before it in one of them. */
interface Standing {
  readonly lanes: readonly string[];
  readonly before: (lane: string) => readonly Group[];
  readonly settings: (lane: string) => Group;
}

/** What is said of a step that can do nothing, with the nearest that would; undefined where it can do something. */
type Rule = (value: unknown, where: Standing) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  click: (_, where) => withoutPage(where),
  submit: (_, where) => withoutPage(where),
  obtain: (_, { lanes, settings }) => {
    const deaf = lanes.find((lane) => !speaksTls(settings(lane)));
    return (
      deaf && `the bank of lane ${excerpt(deaf)} shows no certificate to anybody: add https: serve there`
    );
  },
  attack: attackInVain,
  show: shownInVain,
};

/** The steps of a scenario, right as it is else, that can do nothing where they stand. */
export function stepsInVain(content: unknown, problemAt: ProblemAt): readonly FileProblem[] {
  const [lanes, steps]: unknown[] = isGroup(content) ? [content['lanes'], content['steps']] : [];
  if (!isGroup(lanes) || !Array.isArray(steps)) return [];
  const all = Object.keys(lanes);
  const groups = steps.filter(isGroup);
  return groups.flatMap((step, index) => {
    const where: Standing = {
      lanes: lanesNamed(step['lane'], all),
      before: (lane) => groups.slice(0, index).filter((each) => lanesNamed(each['lane'], all).includes(lane)),
      settings: (lane) => groupIn(lanes, lane),
    };
    return Object.entries(RULES).flatMap(([kind, rule]) => {
      const message = step[kind] === undefined ? undefined : rule(step[kind], where);
      return message === undefined ? [] : [problemAt(['steps', index, kind], message)];
    });
  });
}

/** Whether anything of a lane's bank speaks TLS. */
export function speaksTls(lane: Group): boolean {
  const { http, https = 'serve' } = groupIn(lane, 'bank');
  return http === 'tls' || (https !== 'closed' && https !== 'plain');
}

function withoutPage({ lanes, before }: Standing): string | undefined {
  const empty = lanes.find((lane) => !before(lane).some((step) => step['visit'] !== undefined));
  return (
    empty &&
    `no page is open in lane ${excerpt(empty)} by now: put a step before this one, as in visit: /login`
  );
}

function attackInVain(action: unknown, { lanes, before, settings }: Standing): string | undefined {
  const at = (lane: string): unknown =>
    before(lane).findLast(({ attack }) => ATTACKS_TO_BEGIN.some((word) => word === attack))?.['attack'] ??
    attackOf(settings(lane));
  if (action === 'get a certificate') {
    const idle = lanes.find((lane) => at(lane) !== 'forge');
    return (
      idle &&
      `the attacker answers nobody in the bank's name in lane ${excerpt(idle)}: add attacker: forge there`
    );
  }
  if (action === 'use the stolen cookie' || action === 'decrypt the recording') {
    const empty = lanes.find((lane) => !before(lane).some(makesTraffic));
    return (
      empty &&
      `the attacker has nothing of lane ${excerpt(empty)} by now: put a step before this one, as in visit: /login`
    );
  }
  if (!ATTACKS_TO_BEGIN.some((word) => word === action)) return undefined;
  return lanes.length > 0 && lanes.every((lane) => at(lane) === action)
    ? `the attacker does that already: leave this step out, or choose another of ${ATTACKS_TO_BEGIN.filter((word) => word !== action).join(', ')}`
    : undefined;
}

function shownInVain(shown: unknown, { lanes, before, settings }: Standing): string | undefined {
  if (lanes.length === 0) return undefined;
  if (shown === 'configuration') {
    const real = lanes.some((lane) =>
      ['nginx', 'apache'].includes(String(groupIn(settings(lane), 'bank')['server'])),
    );
    return real
      ? undefined
      : 'no lane of this step has a configuration to show: add bank: { server: nginx } to one';
  }
  if (!lanes.some((lane) => before(lane).some(makesTraffic)))
    return 'nothing has travelled by now, so there is nothing to show: put a step before this one, as in visit: /login';
  if (shown !== 'certificate') return undefined;
  return lanes.some((lane) => comesOverTls(settings(lane), before(lane)))
    ? undefined
    : 'no lane of this step has come over TLS by now, so there is no certificate to show: put a step before this one, as in visit: https://bank.test/login';
}

function makesTraffic(step: Group): boolean {
  return ['visit', 'knock', 'obtain'].some((kind) => step[kind] !== undefined);
}

/** Whether a browser may have come over TLS to a lane's bank. */
function comesOverTls(lane: Group, before: readonly Group[]): boolean {
  const { http } = groupIn(lane, 'bank');
  const { browses = 'as-typed', preloaded } = groupIn(lane, 'victim');
  const visits = before.flatMap(({ visit }) => (typeof visit === 'string' ? [visit] : []));
  return (
    speaksTls(lane) &&
    ([lane['visit'], ...visits].some((url) => typeof url === 'string' && url.startsWith('https:')) ||
      http === 'redirect' ||
      http === 'tls' ||
      browses !== 'as-typed' ||
      preloaded === true)
  );
}

function attackOf({ attacker }: Group): unknown {
  return (isGroup(attacker) ? attacker['does'] : attacker) ?? ATTACKS_TO_BEGIN[0];
}

function groupIn(group: Group | undefined, key: string): Group {
  const value = group !== undefined && Object.hasOwn(group, key) ? group[key] : undefined;
  return isGroup(value) ? value : {};
}
