import * as z from 'zod/mini';
import { nearest } from '../../../../lab/text/nearest.ts';
import { SECRETS } from '../../../views/claims/claims.ts';
import type { SecretName } from '../../../views/claims/claims.ts';
import type { FileProblem, ProblemAt } from '../../file/problem.ts';
import { isReadable, READABLE_PATTERN, UNREADABLE } from '../../file/text-line.ts';
import { excerpt, isGroup, wordList } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import type { FieldToFill } from '../../scenario.ts';
import { FORMS, HIDDEN_FIELD } from '../forms.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

const FieldValueSchema = z.string().check(
  z.maxLength(SCENARIO_LIMITS.fieldValue),
  z.refine((text) => isReadable(text) && !/[\n\t]/.test(text), UNREADABLE),
  z.describe('What the victim types: text, or $password and the like for a value made up for this run.'),
  z.meta({
    pattern: `${READABLE_PATTERN.line.slice(0, 1)}(?=[^$]*$|\\$(?:${SECRETS.join('|')})$)${READABLE_PATTERN.line.slice(1)}`,
  }),
);

const FormSchema = z.enum(Object.keys(FORMS)).check(z.describe('The id of the form in the page.'));

const SubmitShape = stepShape('submit', {
  submit: z
    .catchall(z.object({ form: worded(FormSchema, { example: 'form: login' }) }), FieldValueSchema)
    .check(
      z.describe('The form to send, and what to fill in: { form: login, user: $user, password: $password }.'),
      z.meta({
        // Each form has its fields, and no other.
        anyOf: Object.entries(FORMS).map(([form, fields]) => ({
          properties: { form: { const: form } },
          propertyNames: { enum: ['form', ...fields, HIDDEN_FIELD] },
        })),
      }),
    ),
  ...BESIDE,
});

/** `submit`: a form of the page. */
export const SUBMIT_STEP: StepFormat = {
  kind: 'submit',
  does: "Alice fills a form of the page that she sees and sends it. The bank's forms are `login` (user, password), `transfer` (receiver, amount) on `/transfer`, and `logout`, which has nothing to fill in. As values there are `$user`, `$password` and `$balance`; password and balance are made up for each run. A password that is written out is Alice's password at the bank of that lane; of several the last. Another customer of the lane's (`bank: { customers: { bob: … } }`) signs in with their own.",
  schema: z.pipe(
    SubmitShape,
    z.transform(({ submit: { form, ...fields }, ...beside }) => ({
      kind: 'submit' as const,
      ...beside,
      form,
      fields: Object.entries(fields).map(([name, text]) => fieldToFill(name, text)),
    })),
  ),
  crossCheck: wrongFields,
};

function fieldToFill(name: string, text: string): FieldToFill {
  const secret = secretNamed(text);
  return { name, value: secret === undefined ? { kind: 'text', text } : { kind: 'secret', secret } };
}

/** The secret that a form field's value names with `$`, as in `$password`, or undefined where it names none. */
function secretNamed(value: string): SecretName | undefined {
  return SECRETS.find((name) => value === `$${name}`);
}

/** The fields and secrets that a step names must exist. */
function wrongFields(
  { submit }: Readonly<Record<string, unknown>>,
  { path, problemAt }: StepPlace,
): readonly FileProblem[] {
  if (!isGroup(submit)) return [];
  const { form, ...fields } = submit;
  const count = Object.keys(fields).length;
  const place = [...path, 'submit'];
  if (count > SCENARIO_LIMITS.fields)
    return [problemAt(place, `submit must have at most ${SCENARIO_LIMITS.fields} fields, not ${count}`)];
  const known = typeof form === 'string' && Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  return Object.entries(fields).flatMap(([name, value]) => [
    ...(known === undefined || known.includes(name) || name === HIDDEN_FIELD
      ? []
      : [problemAt([...place, name], unknownField(String(form), name, known), 'key')]),
    ...(typeof value === 'string' ? wrongSecret(value, [...place, name], problemAt) : []),
  ]);
}

function unknownField(form: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const right =
    meant !== undefined
      ? `did you mean "${meant}"?`
      : known.length === 0
        ? 'it has none to fill in'
        : `it has ${wordList(known, 'and')}`;
  return `the form ${form} has no field "${excerpt(name)}"; ${right}`;
}

function wrongSecret(
  value: string,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): readonly FileProblem[] {
  const dollar = value.indexOf('$');
  if (dollar < 0 || secretNamed(value) !== undefined) return [];
  if (dollar > 0)
    return [problemAt(path, `a value with $ must be the name of a secret alone, such as $password`)];
  const word = value.slice(1);
  const meant = nearest(word, SECRETS);
  const known = wordList(
    SECRETS.map((name) => `$${name}`),
    'and',
  );
  const right = meant === undefined ? `there are ${known}` : `did you mean "$${meant}"?`;
  return [problemAt(path, `no secret is named "$${excerpt(word)}"; ${right}`)];
}
