import { HTTP } from './http.ts';
import { HTTP2 } from './http2.ts';
import { LINE_PROTOCOLS } from './lines.ts';
import type { Protocol } from './protocol.ts';
import { TLS } from './tls.ts';
import { WEBSOCKET } from './websocket.ts';

/** Every protocol that the lab reads, in the order in which a direction's first bytes are held against them. */
export const PROTOCOLS: readonly Protocol[] = [WEBSOCKET, TLS, HTTP2, HTTP, ...LINE_PROTOCOLS];

/** A protocol's name as people write it; undefined for bytes that none claims. */
export function protocolTitle(id: string): string | undefined {
  return PROTOCOLS.find((protocol) => protocol.id === id)?.title;
}
