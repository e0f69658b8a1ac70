import * as z from 'zod/mini';
import { parseClaim } from '../../../views/claims/claims.ts';
import { PLACE_PARTS, TASK_VALUES } from '../../tasks.ts';
import { isGroup, wordList } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import type { MeantNothing } from '../../file/wording.ts';
import { claimSentence } from '../steps/claim.ts';
import { BESIDE } from '../steps/step-format.ts';
import { TASK_LANE, taskShape } from './task-format.ts';
import type { TaskFormat } from './task-format.ts';

const VALUES =
  'balance is the amount on the account page; receipt is 32 hexadecimal digits on it, which only a run for a hand-out has.';

const ValueShape = taskShape('value', {
  value: z.enum(TASK_VALUES).check(z.describe(`The value that is to be given: ${VALUES}`)),
  lane: TASK_LANE,
});

const WhereShape = taskShape('where', {
  where: z
    .enum(TASK_VALUES)
    .check(z.describe('The value whose place is to be given; any place in clear is right.')),
  give: z
    .array(z.enum(PLACE_PARTS))
    .check(
      z.minLength(1),
      z.maxLength(PLACE_PARTS.length),
      z.meta({ uniqueItems: true }),
      z.describe(
        'What is to be said of the place, each for its part of the points. stream: number in Wireshark (tcp.stream); offset: bytes before it in its direction of the stream; frame: number of the packet; field: name of the form field, header or extension.',
      ),
    ),
  lane: TASK_LANE,
});

const OpenedShape = taskShape('opened', {
  opened: z
    .literal('receipt')
    .check(
      z.describe(
        'The value to be read in TLS. The key log of this lane, and of no other, goes into the capture.',
      ),
    ),
  lane: TASK_LANE,
});

const ChoiceShape = taskShape('choice', {
  choice: claimSentence(
    'The claim, one that looks at one lane. The lanes are to be chosen for which it holds at the end of the run.',
  ),
  lane: z.exactOptional(
    BESIDE.lane._zod.def.innerType.check(
      z.describe('The lane or list of lanes to choose from. Ordinary: all of them.'),
    ),
  ),
});

const SessionShape = taskShape('session', {
  session: z
    .literal(true)
    .check(
      z.describe(
        'The scenario is to be played with a seed of the student’s own, and its saved session handed in.',
      ),
    ),
});

/** Every kind of task, in the order in which they are taught. */
export const TASK_FORMATS: readonly TaskFormat[] = [
  {
    kind: 'value',
    does: 'A value is to be given that stands in clear in the capture.',
    schema: z.pipe(
      ValueShape,
      z.transform(({ value, ...rest }) => ({ kind: 'value' as const, ...rest, what: value })),
    ),
  },
  {
    kind: 'where',
    does: 'The place of a value in the capture is to be given, as Wireshark counts.',
    schema: z.pipe(
      WhereShape,
      z.transform(({ where, ...rest }) => ({ kind: 'where' as const, ...rest, what: where })),
    ),
  },
  {
    kind: 'opened',
    does: 'TLS is to be decrypted with the key log in the capture, and what is read there to be given.',
    schema: z.pipe(
      OpenedShape,
      z.transform(({ opened, ...rest }) => ({ kind: 'opened' as const, ...rest, what: opened })),
    ),
  },
  {
    kind: 'choice',
    does: 'The lanes are to be chosen for which a claim holds; there may be none. What is right comes from the run, not from the file.',
    schema: z.pipe(
      ChoiceShape,
      z.transform(({ choice: sentence, ...rest }) => {
        const claim = parseClaim(sentence);
        if (claim === undefined) throw new Error(`the schema let an unknown claim pass: ${sentence}`);
        return { kind: 'choice' as const, ...rest, claim, sentence };
      }),
    ),
  },
  {
    kind: 'session',
    does: 'A run of one’s own is to be handed in. Its claims are checked again from its bytes.',
    schema: z.pipe(
      SessionShape,
      z.transform(({ points, ask }) => ({ kind: 'session' as const, points, ask })),
    ),
  },
];

/** One task of a scenario file. */
export const TaskSchema = worded(z.union(TASK_FORMATS.map(({ schema }) => schema)), {
  entry: 'task',
  meant: meantTask,
});

/** The shape of the kind that a task's keys name. */
function meantTask(task: unknown): z.core.$ZodType | MeantNothing {
  const kinds = TASK_FORMATS.map(({ kind }) => kind);
  const [meant, second] = isGroup(task) ? TASK_FORMATS.filter(({ kind }) => Object.hasOwn(task, kind)) : [];
  if (meant !== undefined && second !== undefined)
    return {
      key: second.kind,
      message: `a task asks one thing: make two tasks of ${meant.kind} and ${second.kind}`,
    };
  return meant?.schema ?? { message: `a task needs one of ${wordList(kinds, 'or')}` };
}
