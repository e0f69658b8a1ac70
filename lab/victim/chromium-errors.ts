/**
 * What goes wrong on the wire, in the words of Chromium's net error list. Node's and OpenSSL's own
 * codes differ between versions, so they are matched loosely.
 */

/** Something on the wire went wrong; `code` is spelled as Chromium spells it: `ERR_CONNECTION_REFUSED`. */
export class NetError extends Error {
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.name = 'NetError';
    this.code = code;
  }
}

/** How far a request had come: it decides what a hang-up or an alert means. Keys are `agreed` before a handshake is done. */
export type Phase = 'connect' | 'handshake' | 'agreed' | 'request';

/** The first rule whose pattern is found in Node's code or message names the error. */
type Rules = readonly (readonly [pattern: RegExp, error: string])[];

const CERTIFICATE: Rules = [
  [/ALTNAME_INVALID|HOSTNAME_MISMATCH/, 'ERR_CERT_COMMON_NAME_INVALID'],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'ERR_CERT_DATE_INVALID'],
  [/CERT_REVOKED/, 'ERR_CERT_REVOKED'],
  [
    // A failed signature is what OpenSSL finds where another authority bears the name of a trusted one.
    /SELF_SIGNED|CERT_SIGNATURE_FAILURE|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_UNTRUSTED|CERT_REJECTED/,
    'ERR_CERT_AUTHORITY_INVALID',
  ],
];

/** The error for a certificate that was refused; `reason` is what Node's `authorizationError` says. */
export function certificateError(reason: string): string {
  return firstMatch(CERTIFICATE, reason) ?? 'ERR_CERT_INVALID';
}

const SYSTEM: Rules = [
  [/ECONNREFUSED/, 'ERR_CONNECTION_REFUSED'],
  [/ECONNABORTED/, 'ERR_CONNECTION_ABORTED'],
  [/ETIMEDOUT/, 'ERR_CONNECTION_TIMED_OUT'],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, 'ERR_ADDRESS_UNREACHABLE'],
  [/ENOTFOUND|EAI_/, 'ERR_NAME_NOT_RESOLVED'],
  [/EACCES|EPERM/, 'ERR_NETWORK_ACCESS_DENIED'],
  [/EMFILE|ENFILE|ENOBUFS|ENOMEM/, 'ERR_INSUFFICIENT_RESOURCES'],
];

const TLS: Rules = [
  [
    /UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|ALERT_HANDSHAKE_FAILURE|NO_SHARED_CIPHER|ALERT_INSUFFICIENT_SECURITY/,
    'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  ],
  [/ALERT_BAD_RECORD_MAC/, 'ERR_SSL_BAD_RECORD_MAC_ALERT'],
  [/UNRECOGNIZED_NAME/, 'ERR_SSL_UNRECOGNIZED_NAME_ALERT'],
  [/CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE/, 'ERR_BAD_SSL_CLIENT_AUTH_CERT'],
  [/ERR_SSL_|ERR_OSSL_|EPROTO|SSL ROUTINES/, 'ERR_SSL_PROTOCOL_ERROR'],
];

const HTTP: Rules = [
  [/ERR_HTTP2_/, 'ERR_HTTP2_PROTOCOL_ERROR'],
  [/HPE_HEADER_OVERFLOW/, 'ERR_RESPONSE_HEADERS_TOO_BIG'],
  [/HPE_INVALID_EOF_STATE/, 'ERR_RESPONSE_HEADERS_TRUNCATED'],
  [/HPE_INVALID_CHUNK_SIZE/, 'ERR_INVALID_CHUNKED_ENCODING'],
  [/HPE_/, 'ERR_INVALID_HTTP_RESPONSE'],
];

/** The error for what Node threw or emitted. A certificate that was refused is not among these: see `certificateError`. */
export function networkError(error: unknown, phase: Phase): string {
  if (error instanceof NetError) return error.code;
  const code = text(error, 'code');
  if (/ECONNRESET|EPIPE/.test(code)) return hangUp(error, phase);
  const said = `${code} ${text(error, 'message')}`.toUpperCase().replaceAll('SSL/TLS', 'TLS');
  // Versions and ciphers are behind it: TLS 1.2 refuses a client certificate, or its absence, with this alert.
  if (phase === 'agreed' && /ALERT_HANDSHAKE_FAILURE/.test(said)) return 'ERR_BAD_SSL_CLIENT_AUTH_CERT';
  return firstMatch([...SYSTEM, ...TLS, ...HTTP], said) ?? 'ERR_FAILED';
}

/** A reset comes from a system call. Node also says ECONNRESET, without one, where the other side ended in good order but too early. */
function hangUp(error: unknown, phase: Phase): string {
  if (text(error, 'syscall') !== '') return 'ERR_CONNECTION_RESET';
  return phase === 'request' ? 'ERR_EMPTY_RESPONSE' : 'ERR_CONNECTION_CLOSED';
}

function firstMatch(rules: Rules, said: string): string | undefined {
  return rules.find(([pattern]) => pattern.test(said))?.[1];
}

function text(error: unknown, key: 'code' | 'message' | 'syscall'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}
