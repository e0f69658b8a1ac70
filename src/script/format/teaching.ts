import * as z from 'zod/mini';
import { byLikeness } from '../../../lab/text/nearest.ts';
import { textLine } from '../file/text-line.ts';
import { excerpt, valueInWords } from '../file/words.ts';
import { worded } from '../file/wording.ts';
import { CYBOK_AREAS, NICE_ROLES } from './frameworks.ts';
import { SCENARIO_LIMITS } from './limits.ts';

function listOf<Item extends z.core.$ZodType>(item: Item, least: number, description: string) {
  return z
    .array(item)
    .check(z.minLength(least), z.maxLength(SCENARIO_LIMITS.teaching), z.describe(description));
}

/** One of many names: a wrong one is told the name most like it, for nobody reads them all. */
function namedAmong<const Name extends string>(names: readonly Name[], what: string) {
  return worded(z.enum(names), {
    wrong: (value) =>
      `"${excerpt(typeof value === 'string' ? value : valueInWords(value))}" is no ${what}; did you mean "${byLikeness(String(value).slice(0, 100), names)[0] ?? ''}"?`,
  });
}

const ObjectiveSchema = worded(
  z.strictObject({
    can: textLine(SCENARIO_LIMITS.because, 'Goes on after "Students can".'),
    cybok: listOf(
      namedAmong(CYBOK_AREAS, 'knowledge area of CyBOK 1.1'),
      1,
      'Knowledge areas of CyBOK 1.1, by name.',
    ),
    nice: listOf(
      namedAmong(NICE_ROLES, 'work role of the NICE Framework that is known here'),
      1,
      'Work roles of the NICE Framework 2.0.0, by name.',
    ),
  }),
  { name: 'an objective', entry: 'objective' },
);

const MisconceptionSchema = worded(
  z.strictObject({
    thought: textLine(SCENARIO_LIMITS.because, 'What students often think.'),
    but: textLine(SCENARIO_LIMITS.because, 'What is so instead.'),
  }),
  { name: 'a misconception', entry: 'misconception' },
);

/** What a lesson is for: `teaching` in a scenario file. */
export const TeachingSchema = worded(
  z
    .strictObject({
      objectives: z._default(listOf(ObjectiveSchema, 1, 'What students can do after the lesson.'), []),
      prepare: z._default(
        listOf(
          textLine(SCENARIO_LIMITS.because, 'Something to do before the lesson.'),
          1,
          'What to do before the lesson, a sentence each.',
        ),
        [],
      ),
      misconceptions: z._default(
        listOf(MisconceptionSchema, 1, 'What students often think, and what is so instead.'),
        [],
      ),
    })
    .check(
      z.describe('What the lesson is for: objectives, what to prepare, usual misconceptions. For teachers.'),
    ),
  { name: 'teaching' },
);
