import { ORDER_LIMITS } from './limits.ts';

/** As much of a socket as is listened to. */
interface TalkingClient {
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', hear: (chunk: string) => void): unknown;
  destroy(): unknown;
}

/**
 * Has `hear` told each line that a client says. Who says a line that is too long is hung up on, and of very many
 * that come together the later ones are not heard.
 */
export function hearLines(client: TalkingClient, hear: (line: string) => void): void {
  let held = '';
  client.setEncoding('utf8');
  client.on('data', (chunk: string) => {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines.slice(0, ORDER_LIMITS.lines)) {
      if (line.length > ORDER_LIMITS.line) {
        client.destroy();
        return;
      }
      hear(line);
    }
    if (held.length > ORDER_LIMITS.line) client.destroy();
  });
}
