import * as z from 'zod/mini';
import { BANK_HOST } from '../../../lab/settings.ts';
import { PORT_PATTERN } from '../../../lab/text/port-pattern.ts';
import { SCENARIO_LIMITS } from './limits.ts';

/** The only host that there is, with the ports that there are. */
const SERVED = `https?://${BANK_HOST.replace('.', String.raw`\.`)}(:${PORT_PATTERN})?`;

const HOST = String.raw`https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+test(:[1-9][0-9]{0,4})?`;
const PATH = String.raw`/(?!/)[!-\[\]-~]*`;

/** An address in the lab's world: http or https, on a `.test` name. */
export function labAddress(description: string): z.ZodMiniString {
  return address(
    (host) => `${host}(${PATH})?`,
    "must be an address in the lab's world, such as http://bank.test/login",
    description,
  );
}

/** The same, or a path alone. */
export function labAddressOrPath(description: string): z.ZodMiniString {
  return address(
    (host) => `(${PATH}|${host}(${PATH})?)`,
    'must be a path such as /login, or an address such as http://bank.test/login',
    description,
  );
}

function address(pattern: (host: string) => string, sentence: string, description: string): z.ZodMiniString {
  return z.string().check(
    z.maxLength(SCENARIO_LIMITS.address),
    z.regex(new RegExp(`^${pattern(HOST)}$`), sentence),
    z.refine((text) => text.startsWith('/') || portOf(text) <= 65_535, 'must have a port of at most 65535'),
    z.refine(
      (text) => [undefined, BANK_HOST].includes(labHostOf(text)),
      `must be on ${BANK_HOST}, the only host that the lab serves`,
    ),
    z.describe(description),
    z.meta({ pattern: `^${pattern(SERVED)}$` }),
  );
}

/** The host of an address in the lab's world; of anything else there is none. */
function labHostOf(url: string): string | undefined {
  return /^https?:\/\/([a-z0-9.-]+\.test)(?::\d+)?(?:\/.*)?$/.exec(url)?.[1];
}

function portOf(url: string): number {
  return Number(/^https?:\/\/[^/:]*:(\d+)/.exec(url)?.[1] ?? 0);
}
