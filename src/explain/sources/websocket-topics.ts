import { placesIn, type Cited } from './place.ts';

const websocket = placesIn('RFC 6455');

/** What parts of a WebSocket are about, and where the rule of each stands. */
export const WEBSOCKET_TOPICS = {
  webSocketFrame: [websocket('5.2', 'Base Framing Protocol')],
  webSocketMask: [
    websocket('5.3', 'Client-to-Server Masking'),
    websocket('10.3', 'Attacks On Infrastructure'),
  ],
  webSocketFragments: [websocket('5.4', 'Fragmentation')],
  webSocketClose: [websocket('5.5.1', 'Close'), websocket('7.4.1', 'Defined Status Codes')],
  webSocketPing: [websocket('5.5.2', 'Ping')],
  webSocketPong: [websocket('5.5.3', 'Pong')],
  webSocketData: [websocket('5.6', 'Data Frames')],
  webSocketPacked: ['RFC 7692'],
} as const satisfies Readonly<Record<string, readonly Cited[]>>;
