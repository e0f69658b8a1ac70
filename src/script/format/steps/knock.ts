import * as z from 'zod/mini';
import { worded } from '../../file/wording.ts';
import { PortSchema } from '../lane-schema.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const KnockSchema = z.strictObject({
  port: worded(PortSchema.check(z.describe("The bank's port.")), { example: 'port: 443' }),
  with: worded(
    z
      .enum(['nothing', 'http', 'tls'])
      .check(z.describe('What is said there: nothing, a GET in clear, or the first message of TLS.')),
    { example: 'with: nothing, http or tls' },
  ),
});

const KnockShape = stepShape('knock', {
  knock: KnockSchema.check(
    z.describe(
      'The victim opens a connection to a port, says one thing and hangs up: { port: 443, with: tls }.',
    ),
  ),
  ...BESIDE,
});

/** `knock`: a port. */
export const KNOCK_STEP: StepFormat = {
  kind: 'knock',
  does: 'Alice opens a connection to a port of the bank, says one thing, waits for an answer and hangs up.',
  schema: z.pipe(
    KnockShape,
    z.transform(({ knock, ...beside }) => ({ kind: 'knock' as const, ...beside, ...knock })),
  ),
};
