import { SECRETS, comparesLanes, parseClaim } from '../../views/claims/claims.ts';
import type { SecretName } from '../../views/claims/claims.ts';
import type { Problem, ProblemAt } from '../file/document.ts';
import { FORMS, HIDDEN_FIELD } from './forms.ts';
import { nearest } from '../../../lab/text/nearest.ts';
import { SCENARIO_LIMITS } from './limits.ts';
import { isGroup, list, shown } from '../file/words.ts';

/** The secret that a form field's value names with `$`, as in `$password`, or undefined where it names none. */
export function secretNamed(value: string): SecretName | undefined {
  return SECRETS.find((name) => value === `$${name}`);
}

/**
 * What the shape alone cannot show: lanes, fields and secrets that a step names must exist, and an answer must
 * be one of the choices. Takes the raw value, so that these are found beside faults of shape.
 */
export function wrongReferences(raw: unknown, problemAt: ProblemAt): readonly Problem[] {
  if (!isGroup(raw) || !Array.isArray(raw['steps'])) return [];
  const lanes = isGroup(raw['lanes']) ? Object.keys(raw['lanes']) : undefined;
  const steps = raw['steps']
    .slice(0, SCENARIO_LIMITS.steps)
    .flatMap((step: unknown, index) =>
      isGroup(step)
        ? [
            ...(lanes === undefined
              ? []
              : wrongLanes(step['lane'], lanes, ['steps', index, 'lane'], problemAt)),
            ...wrongComparison(step, lanes, ['steps', index, 'claim'], problemAt),
            ...wrongAnswer(step, ['steps', index, 'answer'], problemAt),
            ...wrongFields(step['submit'], ['steps', index, 'submit'], problemAt),
          ]
        : [],
    );
  return [...wrongKeyExchanges(raw['lanes'], problemAt), ...steps];
}

/** RSA key exchange is gone from TLS 1.3 (RFC 8446 §1.2): a bank that also speaks that would never use it. */
function wrongKeyExchanges(lanes: unknown, problemAt: ProblemAt): readonly Problem[] {
  if (!isGroup(lanes)) return [];
  return Object.entries(lanes).flatMap(([id, lane]) => {
    const bank = isGroup(lane) ? lane['bank'] : undefined;
    if (!isGroup(bank) || bank['key-exchange'] !== 'rsa' || bank['tls'] === '1.2') return [];
    const path = ['lanes', id, 'bank', 'key-exchange'];
    return [problemAt(path, `key-exchange: rsa is there in TLS 1.2 only: add tls: '1.2'`)];
  });
}

function wrongComparison(
  step: Readonly<Record<string, unknown>>,
  lanes: readonly string[] | undefined,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): readonly Problem[] {
  const claim = typeof step['claim'] === 'string' ? parseClaim(step['claim']) : undefined;
  if (claim === undefined || lanes === undefined || !comparesLanes(claim)) return [];
  const named = step['lane'] === undefined ? lanes : step['lane'];
  if (Array.isArray(named) && named.length === 2) return [];
  return [problemAt(path, 'this claim compares two lanes: name two of them, as in lane: [long, short]')];
}

function wrongLanes(
  lane: unknown,
  lanes: readonly string[],
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): readonly Problem[] {
  const named: readonly unknown[] = Array.isArray(lane) ? lane : [lane];
  return named.flatMap((each, index) => {
    if (typeof each !== 'string') return [];
    const place = Array.isArray(lane) ? [...path, index] : path;
    if (!lanes.includes(each))
      return [
        problemAt(place, `no lane is named "${shown(each)}": the lanes are ${list(lanes.map(shown), 'and')}`),
      ];
    return named.indexOf(each) < index
      ? [problemAt(place, `"${shown(each)}" is named twice: keep one of them`)]
      : [];
  });
}

function wrongAnswer(
  step: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): readonly Problem[] {
  const { choices, answer } = step;
  if (!Array.isArray(choices) || typeof answer !== 'number' || choices.length < 2) return [];
  if (answer <= choices.length || answer > SCENARIO_LIMITS.choices) return [];
  return [
    problemAt(path, `answer must be one of the ${choices.length} choices, counted from 1, not ${answer}`),
  ];
}

function wrongFields(
  submit: unknown,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): readonly Problem[] {
  if (!isGroup(submit)) return [];
  const fields = Object.entries(submit).filter(([name]) => name !== 'form');
  if (fields.length > SCENARIO_LIMITS.fields)
    return [
      problemAt(path, `submit must have at most ${SCENARIO_LIMITS.fields} fields, not ${fields.length}`),
    ];
  const { form } = submit;
  const known = typeof form === 'string' && Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  return fields.flatMap(([name, value]) => [
    ...(known === undefined || known.includes(name) || name === HIDDEN_FIELD
      ? []
      : [problemAt([...path, name], unknownField(String(form), name, known), 'key')]),
    ...(typeof value === 'string' ? wrongSecret(value, [...path, name], problemAt) : []),
  ]);
}

function unknownField(form: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const right =
    meant !== undefined
      ? `did you mean "${meant}"?`
      : known.length === 0
        ? 'it has none to fill in'
        : `it has ${list(known, 'and')}`;
  return `the form ${form} has no field "${shown(name)}"; ${right}`;
}

function wrongSecret(value: string, path: readonly PropertyKey[], problemAt: ProblemAt): readonly Problem[] {
  const dollar = value.indexOf('$');
  if (dollar < 0 || secretNamed(value) !== undefined) return [];
  if (dollar > 0)
    return [problemAt(path, `a value with $ must be the name of a secret alone, such as $password`)];
  const word = value.slice(1);
  const meant = nearest(word, SECRETS);
  const known = list(
    SECRETS.map((name) => `$${name}`),
    'and',
  );
  return [
    problemAt(
      path,
      `no secret is named "$${shown(word)}"; ${meant === undefined ? `there are ${known}` : `did you mean "$${meant}"?`}`,
    ),
  ];
}
