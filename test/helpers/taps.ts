import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import { concat } from '../../lab/wire/bytes.ts';
import { summarizeTls } from '../../lab/wire/tls/summary.ts';
import type { AlertSeen } from '../../lab/wire/tls/summary.ts';
import type { Notebook } from './attacker.ts';

/** The loopback port of the tap in front of the bank's `port`. Throws where there is none. */
export function tapPort({ of }: Pick<Notebook, 'of'>, port: number): number {
  const logical = `bank.test:${port}`;
  const tap = of('listener-opened').find((fact) => fact.role === 'tap' && fact.logical === logical);
  if (tap === undefined) throw new Error(`no tap stands in front of ${logical}`);
  return tap.port;
}

/** What one connection at a tap carried. */
export interface Tapped {
  readonly port: number;
  readonly toBank: Uint8Array;
  readonly toVictim: Uint8Array;
}

/** Every connection that reached a tap, in order, with the bytes that it recorded. */
export function tapped({ of }: Pick<Notebook, 'of'>): Tapped[] {
  return of('connection-opened').map(({ connection, logical }) => {
    const segments = of('segment-captured').filter((fact) => fact.connection === connection);
    const side = (direction: SegmentCaptured['direction']): Uint8Array =>
      concat(segments.filter((fact) => fact.direction === direction).map(({ bytes }) => bytes));
    return { port: Number(logical.split(':')[1]), toBank: side('to-bank'), toVictim: side('to-victim') };
  });
}

/** The alerts that the victim sent, on all its connections. */
export function alertsSent(notes: Pick<Notebook, 'of'>): AlertSeen[] {
  return tapped(notes)
    .filter(({ toBank }) => toBank[0] === 22)
    .flatMap(({ toBank, toVictim }) => summarizeTls(toBank, toVictim).alerts)
    .filter(({ direction }) => direction === 'to-bank');
}
