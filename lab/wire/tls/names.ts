/** Numbers and their names as the IANA TLS registries spell them. */

type Names = Readonly<Record<number, string>>;

/** Content types of records. RFC 9846 §5.1. */
export const CONTENT = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
  /** A CLIENT-HELLO in SSLv2's format, which is no record: a number that no byte can say. RFC 5246 §E.2. */
  sslv2Hello: 256,
} as const;

const CONTENT_TYPES: Names = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  23: 'application_data',
  24: 'heartbeat',
  256: 'SSLv2 CLIENT-HELLO',
};

/** Protocol versions on the wire. RFC 9846 §4.2.2, RFC 5246, RFC 4346, RFC 2246, RFC 6101. */
export const VERSION = { ssl30: 0x0300, tls10: 0x0301, tls11: 0x0302, tls12: 0x0303, tls13: 0x0304 } as const;

const VERSIONS: Names = {
  0x0002: 'SSL 2.0',
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

/** Handshake messages that the code asks for by number. RFC 9846 §4, RFC 5246 §7.4. */
export const MESSAGE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  endOfEarlyData: 5,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  clientKeyExchange: 16,
  finished: 20,
  keyUpdate: 24,
} as const;

/** Handshake messages by their names in the RFCs. RFC 9846 §4, RFC 5246 §7.4. */
const HANDSHAKES: Names = {
  0: 'HelloRequest',
  1: 'ClientHello',
  2: 'ServerHello',
  3: 'HelloVerifyRequest',
  4: 'NewSessionTicket',
  5: 'EndOfEarlyData',
  8: 'EncryptedExtensions',
  11: 'Certificate',
  12: 'ServerKeyExchange',
  13: 'CertificateRequest',
  14: 'ServerHelloDone',
  15: 'CertificateVerify',
  16: 'ClientKeyExchange',
  20: 'Finished',
  21: 'CertificateURL',
  22: 'CertificateStatus',
  23: 'SupplementalData',
  24: 'KeyUpdate',
  25: 'CompressedCertificate',
  67: 'NextProtocol',
  254: 'message_hash',
};

/** Messages that only ever travel sealed: EndOfEarlyData, EncryptedExtensions, Finished, KeyUpdate. */
const SEALED_MESSAGES: ReadonlySet<number> = new Set([5, 8, 20, 24]);

const GROUPS: Names = {
  ...numbered(1, [
    'sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1 sect233r1 sect239k1 sect283k1 sect283r1',
    'sect409k1 sect409r1 sect571k1 sect571r1 secp160k1 secp160r1 secp160r2 secp192k1 secp192r1 secp224k1',
    'secp224r1 secp256k1 secp256r1 secp384r1 secp521r1 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1',
    'x25519 x448 brainpoolP256r1tls13 brainpoolP384r1tls13 brainpoolP512r1tls13',
    'GC256A GC256B GC256C GC256D GC512A GC512B GC512C curveSM2',
  ]),
  ...numbered(0x0100, ['ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192']),
  ...numbered(0x0200, ['MLKEM512 MLKEM768 MLKEM1024']),
  ...numbered(0x11eb, ['SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024 curveSM2MLKEM768']),
  ...numbered(0x6399, ['X25519Kyber768Draft00 SecP256r1Kyber768Draft00']),
  ...numbered(0xff01, ['arbitrary_explicit_prime_curves arbitrary_explicit_char2_curves']),
};

const SCHEMES: Names = {
  0x0201: 'rsa_pkcs1_sha1',
  0x0203: 'ecdsa_sha1',
  0x0401: 'rsa_pkcs1_sha256',
  0x0403: 'ecdsa_secp256r1_sha256',
  0x0420: 'rsa_pkcs1_sha256_legacy',
  0x0501: 'rsa_pkcs1_sha384',
  0x0503: 'ecdsa_secp384r1_sha384',
  0x0520: 'rsa_pkcs1_sha384_legacy',
  0x0601: 'rsa_pkcs1_sha512',
  0x0603: 'ecdsa_secp521r1_sha512',
  0x0620: 'rsa_pkcs1_sha512_legacy',
  0x0708: 'sm2sig_sm3',
  ...numbered(0x0804, [
    'rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448',
    'rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512',
  ]),
  ...numbered(0x081a, [
    'ecdsa_brainpoolP256r1tls13_sha256 ecdsa_brainpoolP384r1tls13_sha384 ecdsa_brainpoolP512r1tls13_sha512',
  ]),
  ...numbered(0x0904, ['mldsa44 mldsa65 mldsa87']),
};

/** Hash and signature as TLS 1.2 names them apart. RFC 5246 §7.4.1.4.1. */
const HASHES: Names = { 1: 'md5', 2: 'sha1', 3: 'sha224', 4: 'sha256', 5: 'sha384', 6: 'sha512' };
const SIGNATURES: Names = { 1: 'rsa', 2: 'dsa', 3: 'ecdsa' };

/** Extension numbers that the decoder reads itself. */
export const EXTENSION = {
  serverName: 0,
  maxFragmentLength: 1,
  truncatedHmac: 4,
  statusRequest: 5,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  useSrtp: 14,
  heartbeat: 15,
  alpn: 16,
  statusRequestV2: 17,
  signedCertificateTimestamp: 18,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  compressCertificate: 27,
  recordSizeLimit: 28,
  delegatedCredential: 34,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  certificateAuthorities: 47,
  postHandshakeAuth: 49,
  signatureAlgorithmsCert: 50,
  keyShare: 51,
  nextProtocolNegotiation: 13_172,
  alpsOld: 17_513,
  alps: 17_613,
  trustAnchors: 0xca34,
  encryptedClientHello: 0xfe0d,
  renegotiationInfo: 0xff01,
} as const;

/** 23 is `extended_main_secret` since RFC 9846 §11.1; programs and books still say what stands here. */
const EXTENSIONS: Names = {
  ...numbered(0, [
    'server_name max_fragment_length client_certificate_url trusted_ca_keys truncated_hmac status_request',
    'user_mapping client_authz server_authz cert_type supported_groups ec_point_formats srp',
    'signature_algorithms use_srtp heartbeat application_layer_protocol_negotiation status_request_v2',
    'signed_certificate_timestamp client_certificate_type server_certificate_type padding encrypt_then_mac',
    'extended_master_secret token_binding cached_info tls_lts compress_certificate record_size_limit',
    'pwd_protect pwd_clear password_salt ticket_pinning tls_cert_with_extern_psk delegated_credential',
    'session_ticket TLMSP TLMSP_proxying TLMSP_delegate supported_ekt_ciphers',
  ]),
  ...numbered(41, ['pre_shared_key early_data supported_versions cookie psk_key_exchange_modes']),
  ...numbered(47, [
    'certificate_authorities oid_filters post_handshake_auth signature_algorithms_cert key_share',
    'transparency_info',
  ]),
  ...numbered(54, [
    'connection_id external_id_hash external_session_id quic_transport_parameters ticket_request',
    'dnssec_chain sequence_number_encryption_algorithms rrc tls_flags',
  ]),
  13_172: 'next_protocol_negotiation',
  17_513: 'application_settings_old',
  17_613: 'application_settings',
  0xca34: 'trust_anchors',
  0xfd00: 'ech_outer_extensions',
  0xfe0d: 'encrypted_client_hello',
  0xff01: 'renegotiation_info',
};

const ALERTS: Names = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed_RESERVED',
  22: 'record_overflow',
  30: 'decompression_failure_RESERVED',
  40: 'handshake_failure',
  41: 'no_certificate_RESERVED',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  52: 'too_many_cids_requested',
  60: 'export_restriction_RESERVED',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation_RESERVED',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable_RESERVED',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value_RESERVED',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  117: 'general_error',
  120: 'no_application_protocol',
  121: 'ech_required',
};

/** A number as the registries write it: `0x11EC`. */
export function hex16(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whether a mode of pre-shared keys, a number of one byte, is one of the eight that mean nothing. RFC 8701 §2. */
export function isGreaseMode(mode: number): boolean {
  return mode % 0x1f === 0x0b;
}

/** Whether a 16-bit value is one of the sixteen that mean nothing and are sent to keep servers tolerant. RFC 8701 §2. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** The name of a record's content type: `handshake`, or `unknown (99)`. RFC 9846 §5.1. */
export function contentTypeName(type: number): string {
  return CONTENT_TYPES[type] ?? `unknown (${type})`;
}

/** The name of a protocol version: `TLS 1.3`, `GREASE (0x0A0A)` or `unknown (0x7F1C)`. */
export function versionName(version: number): string {
  return VERSIONS[version] ?? unnamed(version);
}

/** The name of a handshake message as the RFCs write it: `ClientHello`. RFC 9846 §4. */
export function handshakeName(type: number): string {
  return HANDSHAKES[type] ?? `unknown handshake message (${type})`;
}

/** Whether a handshake message of this type can travel in clear, in some version. RFC 9846 §4, RFC 5246 §7.4. */
export function travelsInClear(type: number): boolean {
  return Object.hasOwn(HANDSHAKES, type) && !SEALED_MESSAGES.has(type);
}

/** The name of a group for key exchange: `x25519`, `X25519MLKEM768`. IANA TLS Supported Groups. */
export function groupName(group: number): string {
  return GROUPS[group] ?? unnamed(group);
}

/** The name of a signature scheme: `rsa_pss_rsae_sha256`, or hash and signature as TLS 1.2 has them: `sha224 with rsa`. */
export function schemeName(scheme: number): string {
  const hash = HASHES[scheme >> 8];
  const signature = SIGNATURES[scheme & 0xff];
  const pair = hash !== undefined && signature !== undefined ? `${hash} with ${signature}` : undefined;
  return SCHEMES[scheme] ?? pair ?? unnamed(scheme);
}

/** The name of an extension: `server_name`. IANA TLS ExtensionType Values. */
export function extensionName(type: number): string {
  return EXTENSIONS[type] ?? unnamed(type);
}

/** The name of an alert: `unknown_ca`. RFC 9846 §6. */
export function alertName(description: number): string {
  return ALERTS[description] ?? `unknown (${description})`;
}

/** Names that follow each other from `first` on, written as words. */
function numbered(first: number, lines: readonly string[]): Names {
  return Object.fromEntries(
    lines
      .join(' ')
      .split(' ')
      .map((name, index) => [first + index, name]),
  );
}

function unnamed(value: number): string {
  return `${isGrease(value) ? 'GREASE' : 'unknown'} (${hex16(value)})`;
}
