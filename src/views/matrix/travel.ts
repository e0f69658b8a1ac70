import type { ExchangeMade, ExchangeRead, RequestRead, ResponseRead } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import type { LaneLog } from '../lane-log.ts';

/** Whether and how a value travelled, as the victim's own browser held it in clear. */
export interface Travel {
  /** Finished exchanges that carried it. */
  readonly exchanges: number;
  /** Whether all of these went over TLS. */
  readonly allTls: boolean;
  /** Which way: to the bank where any request carried it. */
  readonly direction: Direction;
  /** Whether an exchange that might carry it was under way and never finished, so that nothing says it did not. */
  readonly open: boolean;
}

/** Over what a message with this value left that was answered afterwards: `ws` or `wss`; undefined where none was. */
export function chatTravelled(facts: readonly Fact[], value: string): 'ws' | 'wss' | undefined {
  const said = facts.findIndex((fact) => fact.type === 'chat-said' && fact.text.includes(value));
  const answered = said !== -1 && facts.slice(said).some(({ type }) => type === 'chat-answered');
  const fact = facts[said];
  if (!answered || fact?.type !== 'chat-said') return undefined;
  return fact.url.startsWith('wss:') ? 'wss' : 'ws';
}

/** Looks for a value in what the victim sent and was sent. Throws `RangeError` where it is empty. */
export function travelOf(log: LaneLog, value: string): Travel {
  const carriers = log.made.filter((exchange) => carries(exchange, value) !== undefined);
  const chat = chatTravelled(log.facts, value);
  const toBank = chat !== undefined || carriers.some((exchange) => carries(exchange, value) === 'to-bank');
  const exchanges = carriers.length + (chat === undefined ? 0 : 1);
  return {
    exchanges,
    allTls: carriers.every(({ tls }) => tls !== undefined) && chat !== 'ws',
    direction: toBank ? 'to-bank' : 'to-victim',
    open: exchanges === 0 && isOpen(log, value),
  };
}

/** Which way a value went in an exchange as one party held it in clear: address, headers or bodies; undefined where it did not. */
export function carries(
  { request, response }: ExchangeMade | ExchangeRead,
  value: string,
): Direction | undefined {
  const asked = [new TextEncoder().encode(request.url), headText(request), request.body];
  if (stands(asked, value)) return 'to-bank';
  return stands([headText(response), response.body], value) ? 'to-victim' : undefined;
}

function stands(parts: readonly Uint8Array[], value: string): boolean {
  const streams = parts.map((bytes) => ({ connection: 0, direction: 'to-bank' as const, bytes }));
  return searchSecret(streams, value).findings.length > 0;
}

function headText({ headers }: RequestRead | ResponseRead): Uint8Array {
  return new TextEncoder().encode(headers.map(([name, value]) => `${name}: ${value}`).join('\n'));
}

/** What says that an exchange is over: one of her browser's, or a knock at a door. */
const ACCOUNTED: ReadonlySet<string> = new Set<LaneLog['facts'][number]['type']>([
  'exchange-made',
  'door-knocked',
]);

/**
 * Whether bytes passed for which no finished exchange accounts: the victim typed the value and something
 * left, or the bank answered and something came back.
 */
function isOpen({ facts }: LaneLog, value: string): boolean {
  const tail = facts.slice(facts.findLastIndex((fact) => ACCOUNTED.has(fact.type)) + 1);
  const typed = tail.findLastIndex(
    (fact) =>
      (fact.type === 'form-filled' && fact.fields.some((field) => field.value === value)) ||
      (fact.type === 'chat-said' && fact.text === value),
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
