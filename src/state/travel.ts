import type { ExchangeMade, ExchangeRead, RequestRead, ResponseRead } from '../../lab/facts.ts';
import { searchSecret } from '../decode/secrets.ts';
import type { LaneLog } from './lane-log.ts';

/** Whether and how a value travelled, as the victim's own browser held it in clear. */
export interface Travel {
  /** Finished exchanges that carried it. */
  readonly exchanges: number;
  /** Whether all of these went over TLS. */
  readonly allTls: boolean;
  /** Whether an exchange that might carry it was under way and never finished, so that nothing says it did not. */
  readonly open: boolean;
}

/** Looks for a value in what the victim sent and was sent. Throws `RangeError` where it is empty. */
export function travelOf(log: LaneLog, value: string): Travel {
  const carriers = log.made.filter((exchange) => carries(exchange, value));
  return {
    exchanges: carriers.length,
    allTls: carriers.every(({ tls }) => tls !== undefined),
    open: carriers.length === 0 && isOpen(log, value),
  };
}

/** Whether a value stands anywhere in an exchange as one party held it in clear: address, headers or bodies. */
export function carries({ request, response }: ExchangeMade | ExchangeRead, value: string): boolean {
  const parts = [
    new TextEncoder().encode(request.url),
    headText(request),
    headText(response),
    request.body,
    response.body,
  ];
  const streams = parts.map((bytes) => ({ connection: 0, direction: 'to-bank' as const, bytes }));
  return searchSecret(streams, value).findings.length > 0;
}

function headText({ headers }: RequestRead | ResponseRead): Uint8Array {
  return new TextEncoder().encode(headers.map(([name, value]) => `${name}: ${value}`).join('\n'));
}

/**
 * Whether bytes passed for which no finished exchange accounts: the victim typed the value and something
 * left, or the bank answered and something came back.
 */
function isOpen({ facts }: LaneLog, value: string): boolean {
  const tail = facts.slice(facts.findLastIndex((fact) => fact.type === 'exchange-made') + 1);
  const typed = tail.findLastIndex(
    (fact) => fact.type === 'form-filled' && fact.fields.some((field) => field.value === value),
  );
  const answered = tail.findIndex((fact) => fact.type === 'bank-answered');
  return (
    (typed !== -1 && passed(tail.slice(typed), 'to-bank')) ||
    (answered !== -1 && passed(tail.slice(answered), 'to-victim'))
  );
}

function passed(facts: LaneLog['facts'], direction: 'to-bank' | 'to-victim'): boolean {
  return facts.some((fact) => fact.type === 'segment-captured' && fact.direction === direction);
}
