import type { Direction } from '../../direction.ts';
import { trafficKeys, updatedSecret } from './keys.ts';
import type { OpenedSuite, RecordKeys } from './keys.ts';
import type { SecretLabel, TlsSecrets } from './key-log.ts';

/** What records are under: the keys of early data, of the handshake, or of the data that follows it. */
export type PhaseName = 'early' | 'handshake' | 'traffic';

/** Keys that hold for a while in one direction, and how many records they have sealed. */
export interface KeyPhase {
  readonly name: PhaseName;
  /** Counts KeyUpdates, or new handshakes inside the connection. */
  readonly generation: number;
  /** Undefined where the secret is not known. */
  readonly keys?: RecordKeys;
  /** What the next keys grow from. TLS 1.3 only. */
  readonly secret?: Uint8Array;
}

const LABELS: Readonly<Record<Direction, Readonly<Record<PhaseName, SecretLabel | undefined>>>> = {
  'to-bank': {
    early: 'CLIENT_EARLY_TRAFFIC_SECRET',
    handshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
    traffic: 'CLIENT_TRAFFIC_SECRET_0',
  },
  'to-victim': {
    early: undefined,
    handshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
    traffic: 'SERVER_TRAFFIC_SECRET_0',
  },
};

/** The phases of a direction of TLS 1.3 in their order. RFC 9846 §7.1. */
export function phasesOf(
  direction: Direction,
  suite: OpenedSuite,
  secrets: TlsSecrets,
  { random, early }: { readonly random: Uint8Array; readonly early: boolean },
): readonly KeyPhase[] {
  const names: readonly PhaseName[] = early ? ['early', 'handshake', 'traffic'] : ['handshake', 'traffic'];
  return names.map((name): KeyPhase => {
    const label = LABELS[direction][name];
    const secret = label === undefined ? undefined : secrets.secret(label, random);
    return { name, generation: 0, ...(secret && { secret, keys: trafficKeys(suite, secret) }) };
  });
}

/** The phase after a KeyUpdate. RFC 9846 §4.7.3. */
export function updatedPhase({ name, generation, secret, keys }: KeyPhase): KeyPhase {
  const next = { name, generation: generation + 1 };
  if (secret === undefined || keys === undefined) return next;
  const grown = updatedSecret(keys.suite, secret);
  return { ...next, secret: grown, keys: trafficKeys(keys.suite, grown) };
}
