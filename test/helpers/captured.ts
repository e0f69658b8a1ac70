import { Session } from '../../src/session/session.ts';
import { connect } from 'node:tls';
import { duplexPair } from 'node:stream';
import type { LabFact } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Field } from '../../src/explain/field.ts';

/** Bytes of text, one for each character. */
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** Facts that happen one millisecond after another. */
export function log(...facts: readonly LabFact[]): Session {
  let now = 0;
  const session = new Session(() => now);
  for (const fact of facts) {
    session.append(fact);
    now += 1;
  }
  return session;
}

/** A connection of the lane `plain` that reached the tap. */
export const opened = (connection: number, lane = 'plain', logical = 'bank.test:80'): LabFact => ({
  type: 'connection-opened',
  lane,
  connection,
  logical,
  client: '127.0.0.1:50000',
  server: '127.0.0.1:8080',
});

/** Bytes that the tap recorded. */
export const segment = (
  connection: number,
  direction: Direction,
  offset: number,
  content: Uint8Array | string,
  lane = 'plain',
): LabFact => ({
  type: 'segment-captured',
  lane,
  connection,
  direction,
  offset,
  bytes: typeof content === 'string' ? bytes(content) : content,
});

/** A ClientHello for `bank.test` as Node's own TLS sends it. */
export async function clientHello(): Promise<Uint8Array> {
  const [near, far] = duplexPair();
  const client = connect({ socket: near, servername: 'bank.test' });
  client.on('error', () => undefined);
  const hello = await new Promise<Buffer>((resolve) => {
    far.once('data', resolve);
  });
  client.destroy();
  far.destroy();
  return new Uint8Array(hello);
}

/** A field and all within it. */
export function allFields(field: Field): Field[] {
  return [field, ...(field.children ?? []).flatMap(allFields)];
}

export const LOGIN =
  'POST /login HTTP/1.1\r\nHost: bank.test\r\nCookie: session=abc; theme=dark\r\n' +
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 36\r\n\r\n' +
  'user=alice&password=tulip+orbit%2142';

export const SEE_OTHER =
  'HTTP/1.1 303 See Other\r\nLocation: /account\r\nSet-Cookie: session=xyz; Path=/; HttpOnly\r\n' +
  'Strict-Transport-Security: max-age=300\r\nContent-Length: 0\r\n\r\n';
