import type { Random } from '../fuzz.ts';

/** A scenario file, what must be read from it, and the line of each of its steps, counted from 1. */
export interface ScenarioModel {
  readonly text: string;
  readonly title: string;
  readonly minutes: number;
  readonly lanes: readonly string[];
  readonly steps: readonly {
    readonly kind: string;
    readonly lanes: readonly string[];
    readonly line: number;
  }[];
}

/** Ways to write a step on one line, without the lane that it may name. */
const STEPS = [
  { kind: 'say', written: 'say: A sentence for the class' },
  { kind: 'say', written: 'say: "A sentence: with é, # and \\"quotes\\""' },
  { kind: 'visit', written: 'visit: /login' },
  { kind: 'submit', written: 'submit: { form: login, user: $user, password: $password }' },
  {
    kind: 'ask',
    written:
      "ask: 'Who reads it?'\n    choices: [Nobody, The attacker]\n    answer: 2\n    because: It is in clear",
  },
  { kind: 'claim', written: 'claim: attacker reads password' },
  { kind: 'claim', written: 'claim: attacker reads "Wélcome, Alice#1"' },
  { kind: 'claim', written: 'claim: bank booked a transfer to bob' },
  { kind: 'submit', written: 'submit: { form: transfer, receiver: 4711, amount: 25.00 }' },
  { kind: 'click', written: 'click: Send money' },
  { kind: 'wait', written: 'wait: 5' },
  { kind: 'show', written: 'show: matrix' },
  { kind: 'attack', written: 'attack: strip' },
  { kind: 'ask', written: "ask: 'What do you think?'\n    choices: [1, 2.50]" },
  { kind: 'say', written: 'say: Stop here\n    pause: true\n    note: Look around' },
  { kind: 'knock', written: 'knock: { port: 443, with: tls }' },
] as const;
const LANES = ['plain', 'sealed', 'third', 'a1'] as const;
const TITLES = ['Ordinary', 'Café & co', 'A title that has seven words in it', '42 bytes'] as const;

/** A scenario that a seed repeats. */
export function scenarioModel(random: Random): ScenarioModel {
  const lanes = LANES.slice(0, 1 + random.below(LANES.length));
  const title = random.pick(TITLES);
  const minutes = 1 + random.below(30);
  const lines: string[] = [];
  if (random.below(3) === 0) lines.push('# a remark');
  lines.push(`title: ${title}`, `minutes: ${minutes}`, 'shows: What the class will see.', 'lanes:');
  for (const [index, lane] of lanes.entries())
    lines.push(
      `  ${lane}: { title: lane ${index + 1}, visit: '${random.pick(['http', 'https'])}://bank.test/login' }`,
    );
  lines.push('steps:');
  const steps = [];
  // What is claimed must be possible: a page is opened in every lane, and the form is sent, first. An attack begins once.
  const picked = Array.from({ length: random.below(6) }, () => random.pick(STEPS));
  const more = picked.filter((step, index) => step.kind !== 'attack' || picked.indexOf(step) === index);
  for (const [index, { kind, written }] of [STEPS[2], STEPS[3], ...more].entries()) {
    const every = kind === 'say' || kind === 'ask' || index === 0;
    const own = !every && random.below(3) === 0 ? [random.pick(lanes)] : undefined;
    steps.push({ kind, lanes: own ?? lanes, line: lines.length + 1 });
    lines.push(...`  - ${written}`.split('\n'));
    if (own !== undefined) lines.push(`    lane: ${own.join('')}`);
    if (random.below(6) === 0) lines.push('');
  }
  return { text: `${lines.join('\n')}\n`, title, minutes, lanes, steps };
}
