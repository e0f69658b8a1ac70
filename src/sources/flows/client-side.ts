import { latin1 } from '../../../lab/wire/bytes.ts';
import { couldStart } from '../../../lab/wire/http/head.ts';
import { clientLineOf, greetingOf } from '../../../lab/wire/recognised/streams.ts';
import { MESSAGE } from '../../../lab/wire/tls/names.ts';
import { looksLikeTls, RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import { TCP_FLAG } from '../packets/decode.ts';
import type { PacketDecoder } from '../packets/decode.ts';

/** Ports below this one are servers' own on most systems. RFC 6335 §6. */
const SYSTEM_PORTS = 1_024;

/**
 * Whether it is the client who sent the packet just decoded, a connection's first: by its flags, by what it says, or else by
 * its ports. Where nothing tells, who spoke first counts as the client.
 */
export function clientSent(packet: PacketDecoder, transport: 'tcp' | 'udp'): boolean {
  if (transport === 'tcp' && (packet.flags & TCP_FLAG.syn) !== 0) return (packet.flags & TCP_FLAG.ack) === 0;
  const said = transport === 'tcp' ? saidBy(packet) : undefined;
  if (said !== undefined) return said === 'client';
  const [from, to] = [packet.sourcePort < SYSTEM_PORTS, packet.targetPort < SYSTEM_PORTS];
  return from === to || to;
}

/** Bytes of a request's first line that are looked at. */
const LINE = 512;

/** Whose words these are: of HTTP/1.x, of a hello of TLS, or of a greeting and what follows it in mail and FTP. */
function saidBy(packet: PacketDecoder): 'client' | 'server' | undefined {
  const bytes = packet.bytes.subarray(packet.from, packet.to);
  if (bytes.length === 0) return undefined;
  if (looksLikeTls(bytes)) {
    const message = bytes[RECORD_HEADER];
    if (message === MESSAGE.clientHello) return 'client';
    return message === MESSAGE.serverHello ? 'server' : undefined;
  }
  if (bytes.length > 8 && couldStart('to-victim', bytes)) return 'server';
  if (/^[A-Z]{3,10} \S+ HTTP\/1\.\d\r?\n/.test(latin1(bytes.subarray(0, LINE)))) return 'client';
  const line = latin1(bytes.subarray(0, LINE)).split('\n', 1)[0] ?? '';
  if (greetingOf(line, packet.sourcePort) !== undefined) return 'server';
  return clientLineOf(line, packet.targetPort) === undefined ? undefined : 'client';
}
