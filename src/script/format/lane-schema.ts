import * as z from 'zod/mini';
import { ATTACKS, ATTACK_MEANINGS, ORDINARY } from '../../../lab/settings.ts';
import { worded } from '../file/wording.ts';

function flag(ordinary: boolean, description: string) {
  return z._default(z.boolean(), ordinary).check(z.describe(description));
}

/** How the bank is served. */
export const BankSchema = z.strictObject({
  http: z
    ._default(z.enum(['serve', 'redirect', 'closed', 'tls']), ORDINARY.bank.http)
    .check(
      z.describe('What answers on port 80: pages, a redirect to 443, nothing, or TLS on the wrong port.'),
    ),
  https: z
    ._default(z.enum(['serve', 'closed', 'plain']), ORDINARY.bank.https)
    .check(
      z.describe('What answers on port 443: pages over TLS, nothing, or HTTP without TLS on the wrong port.'),
    ),
  hsts: flag(
    ORDINARY.bank.hsts,
    'Whether pages over TLS ask browsers to come over https only from then on (RFC 6797).',
  ),
  'secure-cookie': flag(
    ORDINARY.bank.secureCookie,
    'Whether the session cookie is marked Secure, so that browsers send it over TLS only.',
  ),
  certificate: z
    ._default(
      z.enum(['good', 'expired', 'wrong-name', 'self-signed', 'unknown-authority']),
      ORDINARY.bank.certificate,
    )
    .check(z.describe("What is wrong with the bank's certificate, if anything.")),
  tls: z
    ._default(z.enum(['both', '1.2', '1.3']), ORDINARY.bank.tls)
    .check(z.describe("The versions of TLS that the bank speaks, in quotes: '1.2', '1.3', or both.")),
  'key-exchange': z
    ._default(z.enum(['ecdhe', 'rsa']), ORDINARY.bank.keyExchange)
    .check(
      z.describe(
        "How TLS 1.2 agrees on keys: ecdhe makes fresh ones each time; rsa sends them under the bank's own key and needs tls: '1.2'.",
      ),
    ),
  'client-certificate': flag(
    ORDINARY.bank.clientCertificate,
    'Whether the bank lets only customers with a certificate of their own in.',
  ),
  mysql: flag(ORDINARY.bank.mysql, 'Whether a MySQL server answers on port 3306.'),
});

/** What each word for an attacker means. */
export const DOES = ATTACKS.map((word) => `${word}: ${ATTACK_MEANINGS[word]}.`).join(' ');

/** A TCP port. */
export const PortSchema = worded(z.int().check(z.minimum(1), z.maximum(65_535)), { entry: 'port' });

/** What the attacker is, where more is to be said of it than one word. */
export const AttackerSchema = z.strictObject({
  does: z._default(z.enum(ATTACKS), ORDINARY.attacker.does).check(z.describe(DOES)),
  blocks: z
    ._default(z.array(PortSchema), [...ORDINARY.attacker.blocks])
    .check(z.maxLength(16), z.describe("Ports of the bank's that the attacker lets nobody reach: [443].")),
});

/** The attacker in one word; blocked ports are what writers look for among the words. */
export const AttackerWord = worded(z.enum(ATTACKS), { hint: 'ports are blocked with { blocks: [443] }' });

/** What the victim is like. */
export const VictimSchema = z.strictObject({
  trusts: z
    ._default(z.enum(['public', 'attacker']), 'public')
    .check(
      z.describe(
        'Whose certificates the victim accepts: the public authority only, or the attacker as well.',
      ),
    ),
  'clicks-through': flag(
    ORDINARY.victim.clicksThrough,
    'Whether the victim clicks a certificate warning away, where the browser lets them.',
  ),
  browses: z
    ._default(z.enum(['as-typed', 'https-first', 'https-only']), ORDINARY.victim.browses)
    .check(
      z.describe(
        'What the browser makes of http addresses: as typed; https first, with http where that fails; or https only, with a warning page in front of http.',
      ),
    ),
  preloaded: flag(
    ORDINARY.victim.preloaded,
    'Whether the browser came with the bank on its HSTS preload list, so that it never tries http.',
  ),
  'client-certificate': flag(
    ORDINARY.victim.clientCertificate,
    'Whether the victim holds the certificate that the bank gave to its customers.',
  ),
});
