import type { Direction } from '../../../lab/wire/direction.ts';
import { withBodyContent } from '../../../lab/wire/http/message.ts';
import type { HttpMessage } from '../../../lab/wire/http/message.ts';
import type { Unit } from '../../reading/protocol.ts';
import { streamFinder } from '../../reading/streams.ts';
import type { Stream } from '../../reading/streams.ts';
import { traitsOfRequest } from './exchange-log.ts';
import type { ExchangeParty, ExchangeTraits } from './filter.ts';

/** An exchange in clear on one connection, and where its messages begin there. */
export interface PlacedExchange {
  readonly traits: ExchangeTraits;
  readonly offsets: Readonly<Partial<Record<Direction, number>>>;
}

/**
 * The exchanges that stand in clear on a connection: each request with the answer that has its place among the answers
 * (RFC 9112, section 9.3). An answer whose request is not there stands alone.
 */
export function exchangesOn(
  units: readonly Unit[],
  streams: readonly Stream[],
  host: string,
  from: ExchangeParty,
): readonly PlacedExchange[] {
  const streamOf = streamFinder(streams);
  const messages = units.flatMap((unit): { unit: Unit; message: HttpMessage }[] => {
    const message = unit.http?.();
    if (message === undefined) return [];
    const stream = streamOf(unit);
    return [
      {
        unit,
        message: stream === undefined ? message : withBodyContent(message, stream.offset, stream.bytes),
      },
    ];
  });
  const requests = messages.filter(({ message }) => message.kind === 'request');
  // Answers on the way to the last are of the same request (RFC 9110, section 15.2).
  const answers = messages.filter(
    ({ message }) => message.kind === 'response' && message.start.status >= 200,
  );
  return Array.from({ length: Math.max(requests.length, answers.length) }, (_, index): PlacedExchange => {
    const [request, answer] = [requests[index], answers[index]];
    const status = answer?.message.kind === 'response' ? answer.message.start.status : 0;
    const asked = request?.message.kind === 'request' ? request.message : undefined;
    const traits = {
      ...traitsOfRequest({
        method: asked?.start.method ?? '',
        url: asked?.start.target ?? '',
        headers: asked?.headers.map(({ name, value }) => [name, value] as const) ?? [],
        body: asked?.body.content ?? new Uint8Array(0),
      }),
      host,
      status,
      sealed: false,
      from,
    };
    return {
      traits,
      offsets: {
        ...(request && { 'to-bank': request.unit.offset }),
        ...(answer && { 'to-victim': answer.unit.offset }),
      },
    };
  });
}
