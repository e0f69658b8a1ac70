import * as z from 'zod/mini';
import { ORDINARY } from '../../../lab/settings.ts';
import { isReadable, READABLE_PATTERN, textLine, UNREADABLE } from '../file/text-line.ts';
import { isGroup } from '../file/words.ts';
import { worded } from '../file/wording.ts';
import { labAddress } from './address.ts';
import { LaneIdSchema } from './lane-id.ts';
import { AttackerSchema, AttackerWord, BankSchema, DOES, VictimSchema } from './lane-schema.ts';
import { SCENARIO_LIMITS } from './limits.ts';
import { StepSchema } from './steps/steps.ts';
import { TaskSchema } from './tasks/tasks.ts';
import { TeachingSchema } from './teaching.ts';

/** The shape of a lane. */
const LaneSchema = z.strictObject({
  title: worded(textLine(SCENARIO_LIMITS.laneTitle, 'The heading over the lane.'), {
    example: 'title: Port 80',
  }),
  visit: worded(
    labAddress(
      'The page that the victim is about to open: an http or https address on bank.test or another .test name.',
    ),
    { example: 'visit: http://bank.test/login' },
  ),
  bank: z
    .prefault(BankSchema, {})
    .check(z.describe('How the bank is served. Ordinary: pages on both ports.')),
  attacker: z
    ._default(
      // One word or keys: what is wrong is told of the one that it was meant to be.
      worded(z.union([AttackerWord, AttackerSchema]), {
        meant: (value) => (isGroup(value) ? AttackerSchema : AttackerWord),
      }),
      ORDINARY.attacker.does,
    )
    .check(z.describe(`What the attacker does: one word, or { does: watch, blocks: [443] }. ${DOES}`)),
  victim: z
    .prefault(VictimSchema, {})
    .check(z.describe('What the victim is like. Ordinary: trusts the public authority only.')),
});

/** What a list of scenarios tells of one. */
const HEAD = {
  title: worded(textLine(SCENARIO_LIMITS.title, 'The name of the scenario.'), {
    example: 'title: Bank login',
  }),
  minutes: worded(
    z
      .int()
      .check(z.minimum(1), z.maximum(SCENARIO_LIMITS.minutes), z.describe('How long it takes in a class.')),
    { example: 'minutes: 3' },
  ),
  shows: worded(textLine(SCENARIO_LIMITS.shows, 'What it shows, in one sentence.'), {
    example: 'shows: The same password on port 80 and on port 443.',
  }),
};

/** The head of a scenario file, whatever else stands in the file. */
export const HeadSchema = z.object(HEAD);

/** A scenario file as a teacher writes it. */
export const ScenarioSchema = z.strictObject({
  ...HEAD,
  lanes: worded(
    z.record(LaneIdSchema, worded(LaneSchema, { name: 'a lane', entry: 'lane' })).check(
      z.refine((lanes) => {
        const count = Object.keys(lanes).length;
        return count >= 1 && count <= SCENARIO_LIMITS.lanes;
      }, `must name 1 to ${SCENARIO_LIMITS.lanes} lanes`),
      z.describe('One to four routes from victim to bank, side by side.'),
      z.meta({ minProperties: 1, maxProperties: SCENARIO_LIMITS.lanes }),
    ),
    { example: 'lanes: with one to four lanes under it' },
  ),
  steps: worded(
    z
      .array(StepSchema)
      .check(z.minLength(1), z.maxLength(SCENARIO_LIMITS.steps), z.describe('What happens, in order.')),
    { example: 'steps: with a list of steps under it' },
  ),
  tasks: z.exactOptional(
    z
      .array(TaskSchema)
      .check(
        z.minLength(1),
        z.maxLength(SCENARIO_LIMITS.tasks),
        z.describe('What students find out in a capture of their own. See [Tasks](#tasks).'),
      ),
  ),
  teaching: z.exactOptional(TeachingSchema),
  notes: z.optional(
    z
      .string()
      .check(
        z.maxLength(SCENARIO_LIMITS.notes),
        z.refine(isReadable, UNREADABLE),
        z.describe('What an instructor says, asks and points at. Shown beside the stage, never on it.'),
        z.meta({ pattern: READABLE_PATTERN.lines }),
      ),
  ),
});

/** What a scenario file holds, its steps in the program's own types. */
export type ScenarioContent = z.output<typeof ScenarioSchema>;
