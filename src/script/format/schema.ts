import * as z from 'zod/mini';
import { ORDINARY } from '../../../lab/settings.ts';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  numberPattern,
  parseClaim,
  takesNumber,
} from '../../views/claims/claims.ts';
import { FORMS } from './forms.ts';
import { AttackerSchema, AttackerWord, BankSchema, DOES, PortSchema, VictimSchema } from './lane-schema.ts';
import { SCENARIO_LIMITS } from './limits.ts';

/** The keys that say what a step is; `say` may also stand beside any of the others. */
export const STEP_KINDS = ['say', 'visit', 'submit', 'knock', 'attack', 'ask', 'claim'] as const;

const ID = /^[a-z][a-z0-9-]{0,31}$/;
const ID_SENTENCE = 'must be small letters, digits and hyphens, a letter first, at most 32';
const HOST = String.raw`https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+test(:[1-9][0-9]{0,4})?`;
const PATH = String.raw`/(?!/)[!-\[\]-~]*`;

/** One line of text; `\n` from a folded YAML text counts as a space. */
function line(most: number, description: string) {
  return z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(most),
      z.refine(isReadable, UNREADABLE),
      z.describe(description),
    );
}

const UNREADABLE = 'must not contain control characters: take them out';

function isReadable(text: string): boolean {
  return !/[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(text);
}

function address(pattern: string, sentence: string, description: string) {
  return z.string().check(
    z.maxLength(SCENARIO_LIMITS.address),
    z.regex(new RegExp(`^${pattern}$`), sentence),
    z.refine((text) => text.startsWith('/') || portOf(text) <= 65_535, 'must have a port of at most 65535'),
    z.describe(description),
  );
}

function portOf(url: string): number {
  return Number(/^https?:\/\/[^/:]*:(\d+)/.exec(url)?.[1] ?? 0);
}

/** The shape of a lane. */
export const LaneSchema = z.strictObject({
  title: line(SCENARIO_LIMITS.laneTitle, 'The heading over the lane.'),
  visit: address(
    `${HOST}(${PATH})?`,
    "must be an address in the lab's world, such as http://bank.test/login",
    'The page that the victim is about to open: an http or https address on bank.test or another .test name.',
  ),
  bank: z
    .prefault(BankSchema, {})
    .check(z.describe('How the bank is served. Ordinary: pages on both ports.')),
  attacker: z
    ._default(z.union([AttackerWord, AttackerSchema]), ORDINARY.attacker.does)
    .check(z.describe(`What the attacker does: one word, or { does: watch, blocks: [443] }. ${DOES}`)),
  victim: z
    .prefault(VictimSchema, {})
    .check(z.describe('What the victim is like. Ordinary: trusts the public authority only.')),
});

const LaneId = z.string().check(z.regex(ID, ID_SENTENCE));

const beside = {
  say: z.optional(line(SCENARIO_LIMITS.say, 'The sentence told with this step.')),
  lane: z.optional(
    z
      .union([LaneId, z.array(LaneId).check(z.minLength(1), z.maxLength(SCENARIO_LIMITS.lanes))])
      .check(z.describe('The lane or list of lanes that this step is about. Ordinary: all of them.')),
  ),
};

const FieldValue = z.string().check(
  z.maxLength(SCENARIO_LIMITS.fieldValue),
  z.refine((text) => isReadable(text) && !/[\n\t]/.test(text), UNREADABLE),
  z.describe('What the victim types: text, or $password and the like for a value made up for this run.'),
);

const Submit = z.catchall(
  z.object({
    form: z.enum(Object.keys(FORMS)).check(z.describe('The id of the form in the page.')),
  }),
  FieldValue,
);

const Knock = z.strictObject({
  port: PortSchema.check(z.describe("The bank's port.")),
  with: z
    .enum(['nothing', 'http', 'tls'])
    .check(z.describe('What is said there: nothing, a GET in clear, or the first message of TLS.')),
});

/** What an attack step may tell the attacker to do. */
export const DEEDS = ['use the stolen cookie', 'decrypt the recording'] as const;

/** The shape of each kind of step. */
export const StepSchemas = {
  say: z.strictObject({ ...beside, say: line(SCENARIO_LIMITS.say, 'One sentence to tell the class.') }),
  visit: z.strictObject({
    visit: address(
      `(${PATH}|${HOST}(${PATH})?)`,
      'must be a path such as /login, or an address such as http://bank.test/login',
      "The page that the victim opens: a path on the lane's host, or a whole address.",
    ),
    ...beside,
  }),
  submit: z.strictObject({
    submit: Submit.check(
      z.describe('The form to send, and what to fill in: { form: login, user: $user, password: $password }.'),
    ),
    ...beside,
  }),
  knock: z.strictObject({
    knock: Knock.check(
      z.describe(
        'The victim opens a connection to a port, says one thing and hangs up: { port: 443, with: tls }.',
      ),
    ),
    ...beside,
  }),
  attack: z.strictObject({
    attack: z
      .enum(DEEDS)
      .check(z.describe('What the attacker does now, with what it has read and recorded so far.')),
    ...beside,
  }),
  ask: z.strictObject({
    ask: line(SCENARIO_LIMITS.say, 'A question to the class, asked before the answer is seen.'),
    choices: z
      .array(line(SCENARIO_LIMITS.choice, 'One possible answer.'))
      .check(
        z.minLength(2),
        z.maxLength(SCENARIO_LIMITS.choices),
        z.describe('Two to nine possible answers.'),
      ),
    answer: z
      .int()
      .check(z.minimum(1), z.maximum(SCENARIO_LIMITS.choices), z.describe('The right one, counted from 1.')),
    because: line(SCENARIO_LIMITS.because, 'Why it is right.'),
    ...beside,
  }),
  claim: z.strictObject({
    claim: z.string().check(
      z.refine((sentence) => parseClaim(sentence) !== undefined),
      z.describe('What must be true by now; checked against what was captured and what the bank logged.'),
      z.meta({
        anyOf: [
          { enum: CLAIM_SENTENCES },
          ...CLAIM_KINDS.filter(takesNumber).map((kind) => ({ pattern: numberPattern(kind) })),
        ],
      }),
    ),
    ...beside,
  }),
} as const satisfies Record<(typeof STEP_KINDS)[number], unknown>;

/** A scenario file as a teacher writes it. */
export const ScenarioSchema = z.strictObject({
  title: line(SCENARIO_LIMITS.title, 'The name of the scenario.'),
  minutes: z
    .int()
    .check(z.minimum(1), z.maximum(SCENARIO_LIMITS.minutes), z.describe('How long it takes in a class.')),
  shows: line(SCENARIO_LIMITS.shows, 'What it shows, in one sentence.'),
  lanes: z.record(LaneId, LaneSchema).check(
    z.refine(
      (lanes) => inRange(Object.keys(lanes).length, 1, SCENARIO_LIMITS.lanes),
      `must name 1 to ${SCENARIO_LIMITS.lanes} lanes`,
    ),
    z.describe('One to four routes from victim to bank, side by side.'),
    z.meta({ minProperties: 1, maxProperties: SCENARIO_LIMITS.lanes }),
  ),
  steps: z
    .array(
      z.union([
        StepSchemas.say,
        StepSchemas.visit,
        StepSchemas.submit,
        StepSchemas.knock,
        StepSchemas.attack,
        StepSchemas.ask,
        StepSchemas.claim,
      ]),
    )
    .check(z.minLength(1), z.maxLength(SCENARIO_LIMITS.steps), z.describe('What happens, in order.')),
  notes: z.optional(
    z
      .string()
      .check(
        z.maxLength(SCENARIO_LIMITS.notes),
        z.refine(isReadable, UNREADABLE),
        z.describe('What an instructor says, asks and points at. Shown beside the stage, never on it.'),
      ),
  ),
});

/** A scenario file whose shape is right, before its references are checked. */
export type ScenarioFile = z.output<typeof ScenarioSchema>;

/** One step of such a file. */
export type StepFile = ScenarioFile['steps'][number];

/** The keys that may stand at each place of a file, for the sentence about an unknown one. */
export const KNOWN_KEYS = {
  scenario: Object.keys(ScenarioSchema.shape),
  lane: Object.keys(LaneSchema.shape),
  bank: Object.keys(BankSchema.shape),
  attacker: Object.keys(AttackerSchema.shape),
  victim: Object.keys(VictimSchema.shape),
  knock: Object.keys(Knock.shape),
  step: Object.fromEntries(STEP_KINDS.map((kind) => [kind, Object.keys(StepSchemas[kind].shape)])),
} as const;

function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
