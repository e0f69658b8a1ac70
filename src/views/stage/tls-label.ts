import { MESSAGE_HEADER } from '../../../lab/wire/tls/gather.ts';
import { readServerHello } from '../../../lab/wire/tls/hello.ts';
import { CONTENT, handshakeName, MESSAGE, versionName } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { TlsRecord } from '../../../lab/wire/tls/records.ts';

/** A few words for a record: `TLS 1.3 · application data`. `bytes` begin with its header. */
export function recordLabel(
  record: TlsRecord,
  bytes: Uint8Array,
  version: string | undefined,
  sealed: boolean,
): string {
  const tls = version ?? 'TLS';
  if (record.type === CONTENT.handshake && !sealed) {
    return `${tls} · ${handshakeName(bytes[RECORD_HEADER] ?? -1)}`;
  }
  const name = record.typeName.replaceAll('_', ' ');
  return sealed && record.type !== CONTENT.applicationData
    ? `${tls} · ${name}, encrypted`
    : `${tls} · ${name}`;
}

/** The version that a ServerHello settles on, such as `TLS 1.3`; undefined for any other record. `bytes` begin with its header. */
export function versionIn(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== CONTENT.handshake || bytes[RECORD_HEADER] !== MESSAGE.serverHello) return undefined;
  return versionName(readServerHello(bytes.subarray(RECORD_HEADER + MESSAGE_HEADER)).version);
}
