/** Numbers and their names as the IANA TLS registries spell them. */

/** Content types of records. RFC 8446 §5.1. */
export const CONTENT = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const;

const CONTENT_TYPES: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  23: 'application_data',
  24: 'heartbeat',
};

/** Protocol versions on the wire. RFC 8446 §4.1.2, RFC 5246, RFC 4346, RFC 2246, RFC 6101. */
export const VERSION = { ssl30: 0x0300, tls10: 0x0301, tls11: 0x0302, tls12: 0x0303, tls13: 0x0304 } as const;

const VERSIONS: Readonly<Record<number, string>> = {
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

/** A number as the registries write it: `0x11EC`. */
export function hex16(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The name of a record's content type: `handshake`, or `unknown (99)`. RFC 8446 §5.1. */
export function contentTypeName(type: number): string {
  return CONTENT_TYPES[type] ?? `unknown (${type})`;
}

/** The name of a protocol version: `TLS 1.3`, `GREASE (0x0A0A)` or `unknown (0x7F1C)`. */
export function versionName(version: number): string {
  return VERSIONS[version] ?? unnamed(version);
}

/** Whether a 16-bit value is one of the sixteen that mean nothing and are sent to keep servers tolerant. RFC 8701 §2. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

function unnamed(value: number): string {
  return isGrease(value) ? `GREASE (${hex16(value)})` : `unknown (${hex16(value)})`;
}
