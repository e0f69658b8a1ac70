import { otherProtocol } from '../../lab/wire/recognised/streams.ts';
import { datagramKind } from '../../lab/wire/recognised/datagrams.ts';
import type { DatagramKind } from '../../lab/wire/recognised/datagrams.ts';
import { UNKNOWN } from './bytes-unit.ts';
import type { Beginning, Why } from './protocol.ts';

const DATAGRAMS: Readonly<Record<DatagramKind, Why>> = {
  quic: () =>
    'QUIC: TLS 1.3 inside datagrams of UDP. This lab does not take it apart. What the first packets say is hidden from nobody who looks closely; the rest is sealed.',
  dtls: () => 'DTLS: TLS for datagrams of UDP, which this lab does not take apart.',
  dns: () => 'DNS: names and their addresses, in clear. This lab does not take it apart.',
  datagram: () => 'Datagrams of UDP of a kind that this lab does not take apart.',
};

/** Why a direction that begins with these bytes is not read: the protocol's name where it is known. */
export function whyUnread(head: Uint8Array, { logical = '', transport }: Beginning): Why {
  if (transport === 'udp') return DATAGRAMS[datagramKind(head, Number(/:(\d+)$/.exec(logical)?.[1] ?? 0))];
  const name = otherProtocol(head);
  return name === undefined
    ? UNKNOWN
    : () => `${name}, which this lab does not take apart: the bytes are shown as they stand.`;
}
