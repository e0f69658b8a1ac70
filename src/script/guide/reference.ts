import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { CLAIM_KINDS } from '../../views/claims/claims.ts';
import { scenariosFolder } from '../catalogue/folder.ts';
import { isGroup } from '../file/words.ts';
import { SCENARIO_LIMITS } from '../format/limits.ts';
import { ScenarioSchema } from '../format/schema.ts';
import { STEP_FORMATS } from '../format/steps/steps.ts';
import { TASK_FORMATS } from '../format/tasks/tasks.ts';
import { templateScenario } from './template.ts';

/** Where the reference stands: beside the folder of scenarios, in `docs`. */
export function referencePath(): string {
  return join(dirname(scenariosFolder()), 'docs', 'scenarios.md');
}

/** The reference of scenario files, in Markdown: all that somebody needs to write one. Made from the schema and the claims. */
export function referenceText(): string {
  const schema: unknown = z.toJSONSchema(ScenarioSchema, { target: 'draft-7', io: 'input' });
  const lane = at(schema, 'properties', 'lanes', 'additionalProperties');
  const step = (index: number): unknown => at(schema, 'properties', 'steps', 'items', 'anyOf', index);
  const steps = STEP_FORMATS.flatMap(({ kind, does }, index) => {
    const group = at(step(index), 'properties', kind);
    return [
      `### ${kind}`,
      '',
      does,
      '',
      ...(kind === 'say' ? [] : table(step(index), SHARED_KEYS)),
      ...(at(group, 'additionalProperties') === false ? [`\`${kind}\` has:`, '', ...table(group)] : []),
    ];
  });
  const attacker = at(lane, 'properties', 'attacker', 'anyOf', 1);
  const page = [
    INTRODUCTION,
    '```yaml',
    templateScenario('./scenario.schema.json').trimEnd(),
    '```',
    '',
    '## The file',
    '',
    ...table(schema),
    '## A lane',
    '',
    LANE,
    '',
    ...table(lane),
    '### bank',
    '',
    ...table(at(lane, 'properties', 'bank')),
    '### attacker',
    '',
    'One word, as in `attacker: strip`, or these keys:',
    '',
    ...table(attacker),
    '### victim',
    '',
    ...table(at(lane, 'properties', 'victim')),
    '## Steps',
    '',
    STEP,
    '',
    ...table(step(0)),
    ...steps,
    '## Claims',
    '',
    CLAIM,
    '',
    '| Claim | Holds when |',
    '| --- | --- |',
    ...CLAIM_KINDS.map(({ sentence, values, open, holds }) => {
      const more = open === undefined ? '' : `, or ${open.says}`;
      const words = values === undefined ? '' : ` One of: ${values.join(', ')}${more}.`;
      return `| \`${sentence}\` | ${cell(`${holds}${words}`)} |`;
    }),
    '',
    ...tasksAndTeaching(schema),
    '## Limits',
    '',
    limits(),
  ];
  return `${page.join('\n')}\n`;
}

/** What students are asked, and what teachers are told. */
function tasksAndTeaching(schema: unknown): readonly string[] {
  const task = (index: number): unknown => at(schema, 'properties', 'tasks', 'items', 'anyOf', index);
  const teaching = at(schema, 'properties', 'teaching');
  return [
    '## Tasks',
    '',
    TASK,
    '',
    '| Key | Value | Ordinary | Meaning |',
    '| --- | --- | --- | --- |',
    ...['points', 'ask'].flatMap((key) => table(task(0), [], [key]).slice(2, -1)),
    '',
    ...TASK_FORMATS.flatMap(({ kind, does }, index) => [
      `### ${kind} task`,
      '',
      does,
      '',
      ...table(task(index), ['points', 'ask']),
    ]),
    '## Teaching',
    '',
    TEACHING,
    '',
    ...table(teaching),
    'An objective has:',
    '',
    ...table(at(teaching, 'properties', 'objectives', 'items')),
    'A misconception has:',
    '',
    ...table(at(teaching, 'properties', 'misconceptions', 'items')),
  ];
}

const TASK = `A task is what a student finds out alone, in a capture that \`plainsight handout\` makes for each of them, and
\`plainsight grade\` looks at. What is right always comes from the run, never from this file. See
[teaching](teaching/README.md).`;

const TEACHING = `What stands under \`teaching\` is for teachers: \`make teaching\` makes the pages of \`docs/teaching\` of it for the catalogue.`;

const INTRODUCTION = `# Writing a scenario

<!-- Made from the code's own schema. Do not edit: change src/script, and make reference writes it anew. -->

A scenario is one YAML file. It says which lanes there are, what happens in them, and what must be true
at the end. The lab plays it on real connections and checks every claim against the bytes it captured.

\`plainsight new FILE\` writes the scenario below to a file. \`plainsight check FILE\` names everything that is
wrong in one, with line and column. \`plainsight demo FILE\` plays it on the stage, \`plainsight run FILE\` as
text; \`run\` exits with 1 where a claim fails. \`check\` warns of a claim that says nothing to the class. The catalogue's own files in \`scenarios/\` are examples.
`;

const LANE = `A lane is one victim, one attacker and one bank. Its name has small letters, digits and hyphens. Every
lane has a bank of its own, and Alice has the same password in all of them. In one lane's settings every
key may be left out but \`title\` and \`visit\`: what is left out is as in the column "ordinary".`;

const STEP = `A step does one thing. These keys may stand beside any of them; \`say\` may also stand alone.`;

const CLAIM = `A claim looks at what was captured up to its step, at what the attacker decrypted, and at the bank's own
log. It never looks at the script. What would also be true if nothing had happened does not hold. Where
\`<…>\` stands in a claim, write a value. A claim is checked in each lane of its step.`;

/** Keys that stand beside every step, which are told of once. */
const SHARED_KEYS = ['lane', 'say', 'pause', 'note'];

/** The keys of a group of the JSON Schema: name, values, ordinary value, meaning. */
function table(
  schema: unknown,
  without: readonly string[] = [],
  only?: readonly string[],
): readonly string[] {
  const properties = at(schema, 'properties');
  const required = at(schema, 'required');
  if (!isGroup(properties)) return [];
  const listed = Object.keys(properties).filter(
    (name) => !without.includes(name) && only?.includes(name) !== false,
  );
  return [
    '| Key | Value | Ordinary | Meaning |',
    '| --- | --- | --- | --- |',
    ...listed.map((name) => {
      const property = properties[name];
      const must = Array.isArray(required) && required.includes(name);
      const ordinary = isGroup(property) && 'default' in property ? plain(property['default']) : '';
      const meaning = at(property, 'description');
      return `| \`${name}\` | ${cell(valueOf(property))} | ${must ? 'required' : cell(ordinary)} | ${cell(typeof meaning === 'string' ? meaning : '')} |`;
    }),
    '',
  ];
}

/** What may stand as a value, in a few words. */
function valueOf(property: unknown): string {
  const values = at(property, 'enum');
  if (Array.isArray(values)) return values.map((value) => `\`${quoted(String(value))}\``).join(', ');
  const only = at(property, 'const');
  if (typeof only === 'string' || typeof only === 'boolean') return `\`${only}\``;
  const ways = at(property, 'anyOf');
  const type = at(property, 'type');
  if (type === 'string') return 'text';
  if (Array.isArray(ways)) return ways.map(valueOf).join(', or ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'integer') return 'a whole number';
  if (type === 'array') return 'a list';
  return 'keys';
}

/** A text that YAML would take for a number, in quotes. */
function quoted(text: string): string {
  return /^[\d.]+$/.test(text) ? `'${text}'` : text;
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${JSON.stringify(value)}\``;
  return isGroup(value) || value === '' ? '' : `\`${String(value)}\``;
}

function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ')
    .replaceAll(/<([a-z]+)>/g, '&lt;$1&gt;');
}

function limits(): string {
  const { lanes, steps, tasks, choices, say, title, shows, because, notes, minutes } = SCENARIO_LIMITS;
  return `At most ${lanes} lanes, ${steps} steps, ${tasks} tasks, ${choices} choices and ${minutes} minutes. At most ${title} characters for a title, ${shows} for \`shows\`, ${say} for a sentence, ${because} for \`because\` and ${notes} for the notes. Anchors, aliases and tags of YAML are refused. In \`[…]\` a comma ends a choice: put one that has a comma in it in quotes.`;
}

/** What a path leads to in a JSON Schema; undefined where it leads nowhere. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}
