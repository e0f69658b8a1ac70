import * as z from 'zod/mini';
import { nearest } from '../../../../lab/text/nearest.ts';
import type { FileProblem } from '../../file/problem.ts';
import { textLine } from '../../file/text-line.ts';
import { worded } from '../../file/wording.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

const ChoiceSchema = worded(textLine(SCENARIO_LIMITS.choice, 'One possible answer.'), { entry: 'choice' });

const AskShape = stepShape(
  'ask',
  {
    ask: textLine(SCENARIO_LIMITS.say, 'A question to the class, asked before the answer is seen.'),
    choices: worded(
      z
        .array(ChoiceSchema)
        .check(
          z.minLength(2),
          z.maxLength(SCENARIO_LIMITS.choices),
          z.describe('Two to nine possible answers.'),
          z.meta({ uniqueItems: true }),
        ),
      { example: 'choices: [Yes, No]' },
    ),
    answer: z.exactOptional(
      worded(
        z
          .int()
          .check(
            z.minimum(1),
            z.maximum(SCENARIO_LIMITS.choices),
            z.describe(
              'The right one, counted from 1. Left out, the question is a poll: no answer is right.',
            ),
          ),
        { wrong: noAnswer },
      ),
    ),
    because: z.exactOptional(
      textLine(
        SCENARIO_LIMITS.because,
        'Why it is right. Where there is an answer, it is required, and only there it may stand.',
      ),
    ),
    ...BESIDE,
  },
  { dependencies: { answer: ['because'], because: ['answer'] } },
);

/** `ask`: a question to the class. */
export const ASK_STEP: StepFormat = {
  kind: 'ask',
  does: 'A question to the class. The answer is shown after the claims that follow it, or at the end. Without an answer it is a poll, which counts neither as right nor as wrong.',
  schema: z.pipe(
    AskShape,
    z.transform(({ ask, answer = 0, because = '', ...step }) => ({
      kind: 'ask' as const,
      ...step,
      question: ask,
      answer,
      because,
    })),
  ),
  crossCheck: wrongAnswer,
};

function noAnswer(value: unknown): string | undefined {
  if (value === 0) return 'answer counts from 1: leave it out for a poll, in which no answer is right';
  return typeof value === 'string'
    ? 'answer must be the number of a choice, counted from 1, not text: leave it out for a poll'
    : undefined;
}

/** The answer must be one of the choices, and have its reason. */
function wrongAnswer(
  step: Readonly<Record<string, unknown>>,
  { path, problemAt }: StepPlace,
): readonly FileProblem[] {
  const { ask, choices, answer, because } = step;
  const reason = Object.keys(step).some((key) => nearest(key, ['because']) !== undefined);
  const given = Object.keys(step).some((key) => nearest(key, ['answer']) !== undefined);
  if (ask !== undefined && because !== undefined && !given) {
    const message =
      'because says why an answer is right, and there is none: add answer: 1, or leave because out for a poll';
    return [problemAt([...path, 'because'], message, 'key'), ...equalChoices(choices, { path, problemAt })];
  }
  if (ask !== undefined && answer !== undefined && !reason) {
    const message = 'an ask step with an answer needs "because": add because: Why that is so.';
    return [problemAt([...path, 'because'], message), ...wrongChoices(choices, answer, { path, problemAt })];
  }
  return ask === undefined ? [] : wrongChoices(choices, answer, { path, problemAt });
}

type Place = Pick<StepPlace, 'path' | 'problemAt'>;

function wrongChoices(choices: unknown, answer: unknown, place: Place): readonly FileProblem[] {
  return [...equalChoices(choices, place), ...beyondChoices(choices, answer, place)];
}

/** Nobody can tell two equal choices apart. */
function equalChoices(choices: unknown, { path, problemAt }: Place): readonly FileProblem[] {
  if (!Array.isArray(choices)) return [];
  const texts = choices.map((choice: unknown) => String(choice).trim().replace(/\s+/g, ' ').toLowerCase());
  return texts.slice(0, SCENARIO_LIMITS.choices).flatMap((text, index) => {
    const first = texts.indexOf(text);
    if (first === index || typeof choices[index] === 'object') return [];
    const message = `choices ${first + 1} and ${index + 1} are the same: change one of them, or take it out`;
    return [problemAt([...path, 'choices', index], message)];
  });
}

function beyondChoices(
  choices: unknown,
  answer: unknown,
  { path, problemAt }: Place,
): readonly FileProblem[] {
  if (!Array.isArray(choices) || typeof answer !== 'number' || choices.length < 2) return [];
  if (answer <= choices.length || answer > SCENARIO_LIMITS.choices) return [];
  const message = `answer must be one of the ${choices.length} choices, counted from 1, not ${answer}`;
  return [problemAt([...path, 'answer'], message)];
}
