import * as z from 'zod/mini';
import type { FileProblem } from '../../file/problem.ts';
import { textLine } from '../../file/text-line.ts';
import { worded } from '../../file/wording.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

const ChoiceSchema = worded(textLine(SCENARIO_LIMITS.choice, 'One possible answer.'), { entry: 'choice' });

const AskShape = stepShape('ask', {
  ask: textLine(SCENARIO_LIMITS.say, 'A question to the class, asked before the answer is seen.'),
  choices: worded(
    z
      .array(ChoiceSchema)
      .check(
        z.minLength(2),
        z.maxLength(SCENARIO_LIMITS.choices),
        z.describe('Two to nine possible answers.'),
      ),
    { example: 'choices: [Yes, No]' },
  ),
  answer: worded(
    z
      .int()
      .check(z.minimum(1), z.maximum(SCENARIO_LIMITS.choices), z.describe('The right one, counted from 1.')),
    { example: 'answer: 1' },
  ),
  because: worded(textLine(SCENARIO_LIMITS.because, 'Why it is right.'), {
    example: 'because: Why that is so.',
  }),
  ...BESIDE,
});

/** `ask`: a question to the class. */
export const ASK_STEP: StepFormat = {
  kind: 'ask',
  does: 'A question to the class. The answer is shown after the claims that follow it, or at the end.',
  schema: z.pipe(
    AskShape,
    z.transform(({ ask, ...step }) => ({ kind: 'ask' as const, ...step, question: ask })),
  ),
  crossCheck: wrongAnswer,
};

/** The answer must be one of the choices. */
function wrongAnswer(
  { choices, answer }: Readonly<Record<string, unknown>>,
  { path, problemAt }: StepPlace,
): readonly FileProblem[] {
  if (!Array.isArray(choices) || typeof answer !== 'number' || choices.length < 2) return [];
  if (answer <= choices.length || answer > SCENARIO_LIMITS.choices) return [];
  const message = `answer must be one of the ${choices.length} choices, counted from 1, not ${answer}`;
  return [problemAt([...path, 'answer'], message)];
}
