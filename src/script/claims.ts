import { byLikeness } from './nearest.ts';

/** The secrets that the lab plants and a scenario may name. */
export const SECRETS = ['user', 'password', 'session cookie', 'balance'] as const;

/** The name of a planted secret. */
export type SecretName = (typeof SECRETS)[number];

/** What a scenario says must be true, as data to check against the captured bytes. */
export interface Claim {
  readonly kind: 'reads' | 'does-not-read';
  readonly secret: SecretName;
}

/** Every claim that a scenario can make, by the sentence that makes it. A new claim is added here. */
export const CLAIMS: ReadonlyMap<string, Claim> = new Map(
  SECRETS.flatMap((secret): [string, Claim][] => [
    [`attacker reads ${secret}`, { kind: 'reads', secret }],
    [`attacker does not read ${secret}`, { kind: 'does-not-read', secret }],
  ]),
);

/** The sentences of `CLAIMS`, in the order in which they are taught. */
export const CLAIM_SENTENCES: readonly string[] = [...CLAIMS.keys()];

/** The claim that a sentence makes, or undefined where it is not one of `CLAIM_SENTENCES`. */
export function parseClaim(sentence: string): Claim | undefined {
  return CLAIMS.get(sentence);
}

/** The known sentence most like the one given: it has the most of its words, then the most of its letters. */
export function nearestClaim(sentence: string): string {
  const words = sentence.slice(0, 200).split(/\s+/);
  const strange = (known: string): number => words.filter((word) => !known.split(' ').includes(word)).length;
  return byLikeness(sentence, CLAIM_SENTENCES).toSorted((a, b) => strange(a) - strange(b))[0] ?? '';
}
