import { HTTP_TOPICS } from './http-topics.ts';
import { HTTP2_TOPICS } from './http2-topics.ts';
import { placesIn, written, type Cited } from './place.ts';
import { SERVER_TOPICS } from './server-topics.ts';
import { TLS_TOPICS } from './tls-topics.ts';
import { WEBSOCKET_TOPICS } from './websocket-topics.ts';

/** Every topic that a field names, and the places where its rule stands. Where a document changes, only these change. */
export const TOPICS = {
  ...TLS_TOPICS,
  ...HTTP_TOPICS,
  ...HTTP2_TOPICS,
  ...WEBSOCKET_TOPICS,
  ...SERVER_TOPICS,
  startTls: [placesIn('RFC 3207')('4', 'The STARTTLS Command')],
  tcpStream: [placesIn('RFC 9293')('2.2', 'Key TCP Concepts')],
};

/** Each topic’s source as fields have it: `RFC 9846 §4.2.2`. */
export const SOURCES = sourcesOf(TOPICS);

function sourcesOf<T extends string>(
  topics: Readonly<Record<T, readonly Cited[]>>,
): Readonly<Record<T, string>>;
function sourcesOf(topics: Readonly<Record<string, readonly Cited[]>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(topics).map(([topic, cited]) => [topic, written(cited)]));
}
