import * as z from 'zod/mini';
import { nearestClaim } from '../../views/claims/claims.ts';
import type { Problem, ProblemAt } from './document.ts';
import { AttackerSchema, AttackerWord } from '../format/lane-schema.ts';
import { byLikeness, nearest } from '../../../lab/text/nearest.ts';
import { KNOWN_KEYS, LaneSchema, STEP_KINDS, StepSchemas } from '../format/schema.ts';
import { isGroup, kindOf, list, shown, wanted } from './words.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What each fault that the schema found in `raw` is to a teacher, with its place. */
export function problemsOf(issues: readonly Issue[], raw: unknown, problemAt: ProblemAt): readonly Problem[] {
  const steps = new Set(
    issues.flatMap(({ path }) => (path[0] === 'steps' && path.length > 1 ? [path[1]] : [])),
  );
  return [
    ...issues.flatMap((issue) =>
      issue.path[0] === 'steps' && issue.path.length > 1 ? [] : explain(issue, issue.path, raw, problemAt),
    ),
    ...[...steps].flatMap((index) =>
      index === undefined ? [] : explainStep(['steps', index], raw, problemAt),
    ),
  ];
}

/** A step may have one of several shapes: what is wrong is told of the one that it was meant to have. */
function explainStep(path: Path, raw: unknown, problemAt: ProblemAt): readonly Problem[] {
  const step = valueAt(raw, path);
  if (!isGroup(step)) return [problemAt(path, `${nameOf(path)} must be ${wanted('object', step)}`)];
  const [kind, second] = kindsIn(step);
  if (second !== undefined)
    return [
      problemAt([...path, second], `a step does one thing: make two steps of ${kind} and ${second}`, 'key'),
    ];
  const strange = Object.keys(step).find((key) => !STEP_KEYS.includes(key));
  if (kind === undefined) {
    const meant = strange === undefined ? undefined : nearest(strange, STEP_KINDS);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    const place = strange === undefined ? path : [...path, strange];
    return [problemAt(place, `a step needs one of ${list(STEP_KINDS, 'or')}${hint}`, 'key')];
  }
  return explainBy(StepSchemas[kind], path, raw, problemAt);
}

/** What is wrong with one part of `raw`, held against one shape. */
function explainBy(
  schema: z.core.$ZodType,
  path: Path,
  raw: unknown,
  problemAt: ProblemAt,
): readonly Problem[] {
  const { error } = z.safeParse(schema, valueAt(raw, path));
  return error?.issues.flatMap((issue) => explain(issue, [...path, ...issue.path], raw, problemAt)) ?? [];
}

/** Every key that some step may have. */
const STEP_KEYS: readonly string[] = Object.values(KNOWN_KEYS.step).flat();

function explain(issue: Issue, path: Path, raw: unknown, problemAt: ProblemAt): readonly Problem[] {
  const value = valueAt(raw, path);
  const name = nameOf(path);
  const one = (message: string, at?: 'key'): readonly Problem[] => [problemAt(path, message, at)];
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return isMisspelt(path, raw) ? [] : one(missing(path, raw));
      return one(`${name} must be ${wanted(issue.expected, value)}`);
    case 'invalid_value':
      if (value === undefined) return isMisspelt(path, raw) ? [] : one(missing(path, raw));
      return one(notOneOf(path, name, issue.values.map(String), value));
    case 'too_small':
      if (issue.origin === 'string') return one(`${name} must not be empty`);
      return one(`${name} must ${bound(issue.origin, 'at least', Number(issue.minimum), value)}`);
    case 'too_big':
      return one(`${name} must ${bound(issue.origin, 'at most', Number(issue.maximum), value)}`);
    case 'unrecognized_keys':
      return issue.keys.map((key) => problemAt([...path, key], unknownKey(key, path, raw), 'key'));
    case 'invalid_key':
      return [
        ...one(
          `the lane's name "${shown(String(path.at(-1)))}" ${issue.issues[0]?.message ?? 'is wrong'}`,
          'key',
        ),
        // The schema looks into a lane only where its name is right.
        ...explainBy(LaneSchema, path, raw, problemAt),
      ];
    case 'invalid_union': // A step's lane and a lane's attacker may be one of two things.
      if (path.at(-1) !== 'attacker')
        return one(`${name} must be the name of a lane, or a list of such names`);
      // One word or keys: what is wrong is told of the one that it was meant to be.
      return explainBy(isGroup(value) ? AttackerSchema : AttackerWord, path, raw, problemAt);
    case 'custom':
      if (path.at(-1) === 'claim') return one(unknownClaim(value));
      return one(`${name} ${issue.message}`);
    default:
      return one(`${name} ${issue.message}`);
  }
}

/** The kinds of step that a step's keys name; `say` counts only where it stands alone. */
function kindsIn(step: Readonly<Record<string, unknown>>): readonly (typeof STEP_KINDS)[number][] {
  const named = STEP_KINDS.filter((kind) => Object.hasOwn(step, kind));
  return named.length > 1 ? named.filter((kind) => kind !== 'say') : named;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  title: 'title: Bank login',
  minutes: 'minutes: 3',
  shows: 'shows: The same password on port 80 and on port 443.',
  lanes: 'lanes: with one to four lanes under it',
  steps: 'steps: with a list of steps under it',
  visit: 'visit: http://bank.test/login',
  form: 'form: login',
  choices: 'choices: [Yes, No]',
  answer: 'answer: 1',
  port: 'port: 443',
  with: 'with: nothing, http or tls',
  because: 'because: Why that is so.',
};

function missing(path: Path, raw: unknown): string {
  const key = String(path.at(-1));
  const example = EXAMPLES[key];
  return `${placeOf(path.slice(0, -1), raw).a} needs "${key}"${example === undefined ? '' : `: add ${example}`}`;
}

/** Whether the key that is missing is there with a slip of the pen, which is told of already. */
function isMisspelt(path: Path, raw: unknown): boolean {
  // Any other key of submit is a field of the form, and nothing is said of it.
  if (path.at(-2) === 'submit') return false;
  const parent = valueAt(raw, path.slice(0, -1));
  const { keys } = placeOf(path.slice(0, -1), raw);
  return (
    isGroup(parent) &&
    Object.keys(parent).some((key) => !keys.includes(key) && nearest(key, keys) === path.at(-1))
  );
}

function notOneOf(path: Path, name: string, values: readonly string[], value: unknown): string {
  if (path.at(-1) === 'attack' && typeof value === 'string') {
    const [meant = ''] = byLikeness(value, values);
    return `the attacker cannot "${shown(value)}"; did you mean "${meant}"?`;
  }
  const quotes = typeof value === 'number' && values.includes(String(value)) ? ': put it in "quotes"' : '';
  const given = typeof value === 'string' ? `"${shown(value)}"` : kindOf(value);
  const meant = typeof value === 'string' ? nearest(value, values) : undefined;
  // The one thing that an attacker does beside its word, which writers look for among the words.
  const other =
    path.at(-1) === 'attacker' && typeof value === 'string'
      ? '; ports are blocked with { blocks: [443] }'
      : '';
  return `${name} must be ${list(values, 'or')}, not ${given}${quotes}${meant === undefined ? other : `; did you mean "${meant}"?`}`;
}

function unknownClaim(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return `the lab cannot check "${shown(text)}"; did you mean "${nearestClaim(text)}"?`;
}

function bound(origin: string, which: string, limit: number, value: unknown): string {
  if (origin === 'string') return `have ${which} ${limit} characters, not ${String(value).trim().length}`;
  if (origin === 'array')
    return `have ${which} ${limit} ${limit === 1 ? 'entry' : 'entries'}, not ${Array.isArray(value) ? value.length : 0}`;
  return `be ${which} ${limit}, not ${String(value)}`;
}

function unknownKey(key: string, path: Path, raw: unknown): string {
  const place = placeOf(path, raw);
  const meant = nearest(
    key,
    path[0] === 'steps' && path.length === 2 ? [...place.keys, ...STEP_KEYS] : place.keys,
  );
  const right = meant === undefined ? `it may have ${list(place.keys, 'and')}` : `did you mean "${meant}"?`;
  return `unknown key "${shown(key)}" in ${place.a}; ${right}`;
}

/** What a place of the file is called, and the keys that may stand there. */
function placeOf(path: Path, raw: unknown): { readonly a: string; readonly keys: readonly string[] } {
  const last = path.at(-1);
  if (last === undefined) return { a: 'a scenario', keys: KNOWN_KEYS.scenario };
  if (path[0] === 'lanes') {
    if (last === 'bank' && path.length === 3) return { a: 'bank', keys: KNOWN_KEYS.bank };
    if (last === 'attacker' && path.length === 3) return { a: 'attacker', keys: KNOWN_KEYS.attacker };
    if (last === 'victim' && path.length === 3) return { a: 'victim', keys: KNOWN_KEYS.victim };
    return { a: 'a lane', keys: KNOWN_KEYS.lane };
  }
  if (last === 'knock') return { a: 'knock', keys: KNOWN_KEYS.knock };
  if (last === 'submit') return { a: 'submit', keys: ['form'] };
  const step = valueAt(raw, path);
  const kind = isGroup(step) ? (kindsIn(step)[0] ?? 'say') : 'say';
  return { a: `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} step`, keys: KNOWN_KEYS.step[kind] ?? [] };
}

const ENTRIES: Readonly<Record<string, string>> = {
  steps: 'step',
  choices: 'choice',
  lane: 'lane',
  blocks: 'port',
};

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'a scenario';
  if (typeof last === 'number') return `${ENTRIES[String(path.at(-2))] ?? 'entry'} ${last + 1}`;
  return path.length === 2 && path[0] === 'lanes' ? `lane "${shown(String(last))}"` : shown(String(last));
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
