import * as z from 'zod/mini';
import { CHALLENGES } from '../../../../lab/facts/authority.ts';
import { isGroup } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { lanesNamed } from '../lanes-named.ts';
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
    if (step['obtain'] === undefined) return [];
    const named = lanesNamed(step['lane'], lanes);
    const where = (fits: (bank: Readonly<Record<string, unknown>>) => boolean): string | undefined =>
      named.find((lane) => fits(bankOf(settings, lane)));
    const rsa = where((bank) => bank['key-exchange'] === 'rsa');
    if (rsa !== undefined)
      return [
        problemAt(
          [...path, 'obtain'],
          `the authority's certificates have no RSA key: leave out key-exchange: rsa in ${rsa}`,
        ),
      ];
    const served = where(({ server }) => server === 'nginx' || server === 'apache');
    if (step['obtain'] !== 'tls-alpn-01' || served === undefined) return [];
    return [
      problemAt(
        [...path, 'obtain'],
        `nginx and Apache answer no tls-alpn-01 here: write http-01, or leave out bank: { server: … } in ${served}`,
      ),
    ];
  },
};

/** What a file says of a lane's bank, whatever that is. */
function bankOf(
  settings: Readonly<Record<string, unknown>> | undefined,
  lane: string,
): Readonly<Record<string, unknown>> {
  const own = settings?.[lane];
  const bank = isGroup(own) ? own['bank'] : undefined;
  return isGroup(bank) ? bank : {};
}
