import * as z from 'zod/mini';
import { CHALLENGES } from '../../../../lab/facts/authority.ts';
import { isGroup } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const ObtainShape = stepShape('obtain', {
  obtain: worded(
    z
      .enum(CHALLENGES)
      .check(
        z.describe(
          'How the authority sees that the name is the bank’s: http-01 looks for a file on port 80, tls-alpn-01 for a certificate in a handshake on port 443.',
        ),
      ),
    { example: `obtain: ${CHALLENGES.join(' or ')}` },
  ),
  ...BESIDE,
});

/** `obtain`: a certificate for the bank. */
export const OBTAIN_STEP: StepFormat = {
  kind: 'obtain',
  does: 'The bank asks a certificate authority for a certificate (ACME, RFC 8555), and shows on port 443 what it gets. The authority is Pebble, which must be installed; victims trust it. Begin such a lane with `certificate: self-signed`.',
  schema: z.pipe(
    ObtainShape,
    z.transform(({ obtain, ...beside }) => ({ kind: 'obtain' as const, ...beside, challenge: obtain })),
  ),
  crossCheck: (step, { path, settings, lanes = [], problemAt }) => {
    if (step['obtain'] !== 'tls-alpn-01') return [];
    const named = step['lane'] ?? lanes;
    const where = (Array.isArray(named) ? named : [named]).filter((lane) => isServed(settings, lane));
    return where.length === 0
      ? []
      : [
          problemAt(
            [...path, 'obtain'],
            `nginx and Apache answer no tls-alpn-01 here: write http-01, or leave out bank: { server: … } in ${String(where[0])}`,
          ),
        ];
  },
};

/** Whether a lane's bank stands behind a server of the machine's own. */
function isServed(settings: Readonly<Record<string, unknown>> | undefined, lane: unknown): boolean {
  const own = typeof lane === 'string' ? settings?.[lane] : undefined;
  const bank = isGroup(own) ? own['bank'] : undefined;
  const server = isGroup(bank) ? bank['server'] : undefined;
  return server === 'nginx' || server === 'apache';
}
