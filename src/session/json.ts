import type { RequestRead, ResponseRead } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';

/** One fact as a line of JSON without the line end; bytes become base64 (RFC 4648 §4). */
export function toJsonLine(fact: Fact): string {
  switch (fact.type) {
    case 'segment-captured':
    case 'recording-decrypted':
      return JSON.stringify({ ...fact, bytes: base64(fact.bytes) });
    case 'door-knocked':
      return JSON.stringify({ ...fact, answer: base64(fact.answer) });
    case 'exchange-read':
    case 'exchange-made':
      return JSON.stringify({ ...fact, request: withBody(fact.request), response: withBody(fact.response) });
    default:
      return JSON.stringify(fact);
  }
}

function withBody(message: RequestRead | ResponseRead): object {
  return { ...message, body: base64(message.body) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
