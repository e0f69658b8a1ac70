import { placesIn, type Cited } from './place.ts';

const http2 = placesIn('RFC 9113');
const hpack = placesIn('RFC 7541');

/** What parts of HTTP/2 are about, and where the rule of each stands. */
export const HTTP2_TOPICS = {
  http2Preface: [http2('3.4', 'HTTP/2 Connection Preface')],
  http2Frame: [http2('4.1', 'Frame Format')],
  http2Stream: [http2('5.1.1', 'Stream Identifiers')],
  http2Data: [http2('6.1', 'DATA')],
  http2Headers: [http2('6.2', 'HEADERS')],
  http2Priority: [http2('5.3.2', 'Priority Signaling in This Document')],
  http2Reset: [http2('6.4', 'RST_STREAM')],
  http2Settings: [http2('6.5', 'SETTINGS')],
  http2Setting: [http2('6.5.2', 'Defined Settings')],
  http2Acknowledged: [http2('6.5.3', 'Settings Synchronization')],
  http2Push: [http2('6.6', 'PUSH_PROMISE')],
  http2Ping: [http2('6.7', 'PING')],
  http2GoAway: [http2('6.8', 'GOAWAY')],
  http2Window: [http2('6.9', 'WINDOW_UPDATE')],
  http2Continuation: [http2('6.10', 'CONTINUATION')],
  http2Errors: [http2('7', 'Error Codes')],
  http2Extension: [http2('5.5', 'Extending HTTP/2')],
  http2Padding: [http2('10.7', 'Use of Padding')],
  http2Request: [http2('8.3.1', 'Request Pseudo-Header Fields')],
  http2Response: [http2('8.3.2', 'Response Pseudo-Header Fields')],
  http2Cookie: [http2('8.2.3', 'Compressing the Cookie Header Field')],
  hpackIndexed: [hpack('6.1', 'Indexed Header Field Representation')],
  hpackIncremental: [hpack('6.2.1', 'Literal Header Field with Incremental Indexing')],
  hpackWithout: [hpack('6.2.2', 'Literal Header Field without Indexing')],
  hpackNever: [
    hpack('6.2.3', 'Literal Header Field Never Indexed'),
    hpack('7.1.3', 'Never-Indexed Literals'),
  ],
  hpackResize: [hpack('6.3', 'Dynamic Table Size Update')],
  hpackString: [hpack('5.2', 'String Literal Representation')],
} as const satisfies Readonly<Record<string, readonly Cited[]>>;
