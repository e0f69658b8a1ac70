import type { TlsRecord } from '../decode/tls/records.ts';
import { RECORD_HEADER } from '../decode/tls/records.ts';

/** Handshake messages by their type. RFC 8446 §4, RFC 5246 §7.4. */
const HANDSHAKES: Readonly<Record<number, string>> = {
  0: 'HelloRequest',
  1: 'ClientHello',
  2: 'ServerHello',
  4: 'NewSessionTicket',
  11: 'Certificate',
  12: 'ServerKeyExchange',
  13: 'CertificateRequest',
  14: 'ServerHelloDone',
  15: 'CertificateVerify',
  16: 'ClientKeyExchange',
  20: 'Finished',
  22: 'CertificateStatus',
};

const VERSIONS: Readonly<Record<number, string>> = {
  0x0301: '1.0',
  0x0302: '1.1',
  0x0303: '1.2',
  0x0304: '1.3',
};

/** A few words for a record: `TLS 1.3 · application data`. `bytes` begin with its header. */
export function recordLabel(
  record: TlsRecord,
  bytes: Uint8Array,
  version: string | undefined,
  sealed: boolean,
): string {
  const tls = version === undefined ? 'TLS' : `TLS ${version}`;
  if (record.typeName === 'handshake' && !sealed) {
    return `${tls} · ${HANDSHAKES[bytes[RECORD_HEADER] ?? -1] ?? 'handshake'}`;
  }
  const name = record.typeName.replaceAll('_', ' ');
  return sealed && record.typeName !== 'application_data'
    ? `${tls} · ${name}, encrypted`
    : `${tls} · ${name}`;
}

/**
 * The version that a ServerHello settles on: its supported_versions extension (RFC 8446 §4.2.1), else
 * its own version field. Undefined for any other record. `bytes` begin with the record's header.
 */
export function versionIn(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 22 || bytes[RECORD_HEADER] !== 2) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number): number => (at + 2 <= view.byteLength ? view.getUint16(at) : 0);
  // header 5, message header 4, version 2, random 32, session id, cipher suite 2, compression 1
  const session = RECORD_HEADER + 4 + 2 + 32;
  let at = session + 1 + (bytes[session] ?? 0) + 3;
  const end = Math.min(bytes.length, at + 2 + u16(at));
  for (at += 2; at + 4 <= end; at += 4 + u16(at + 2)) {
    if (u16(at) === 43) return VERSIONS[u16(at + 4)];
  }
  return VERSIONS[u16(RECORD_HEADER + 4)];
}
