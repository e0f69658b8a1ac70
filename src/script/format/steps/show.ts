import * as z from 'zod/mini';
import { SHOWN, SHOWN_WORDS } from '../../../../lab/facts/shown.ts';
import type { ShownWord } from '../../../../lab/facts/shown.ts';
import { excerpt, wordList } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

/** Words that writers try for what can be held up. */
const TRIED: Readonly<Record<ShownWord, readonly string[]>> = {
  matrix: ['table', 'grid', 'who sees what', 'summary', 'comparison'],
  ladder: ['diagram', 'sequence', 'messages', 'timeline', 'conversation', 'flow', 'handshake'],
  inspector: ['bytes', 'hex', 'packets', 'packet', 'wireshark', 'wire', 'recording', 'capture'],
  certificate: ['cert', 'certs', 'certificates', 'warning', 'issuer', 'chain'],
  configuration: ['config', 'conf', 'server', 'nginx', 'apache', 'settings'],
};

const ShowShape = stepShape('show', {
  show: worded(
    z.enum(SHOWN_WORDS).check(
      z.describe(
        `What is held up: ${Object.entries(SHOWN)
          .map(([word, what]) => `${word}: ${what}`)
          .join('; ')}.`,
      ),
    ),
    { example: `show: ${SHOWN_WORDS.join(' or ')}`, wrong: triedForShown },
  ),
  ...BESIDE,
});

/** `show`: something of a lane's, held up large. */
export const SHOW_STEP: StepFormat = {
  kind: 'show',
  does: 'Something is held up large before the class, in place of the lanes, for as long as the step lasts.',
  schema: z.pipe(
    ShowShape,
    z.transform(({ show, ...beside }) => ({ kind: 'show' as const, ...beside, shows: show })),
  ),
};

function triedForShown(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  const meant = SHOWN_WORDS.find((each) => TRIED[each].includes(word));
  return (
    meant && `show must be ${wordList(SHOWN_WORDS, 'or')}, not "${excerpt(value)}"; did you mean "${meant}"?`
  );
}
