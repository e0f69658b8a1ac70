import type { RecordNode } from '../../../src/explain/tls/dissect.ts';
import type { Field } from '../../../src/explain/field.ts';
import type { Span } from '../../../lab/wire/span.ts';

/** One field that is compared: what tshark calls it, and where and how the same stands in our dissection. */
export interface Compared {
  readonly theirs: string;
  /** Labels from the record or the message down to the field, joined by `/`. */
  readonly at: RegExp;
  readonly read: Reading;
  /** Brings what tshark writes into the same spelling. */
  readonly spell: Spelling;
}

type Spelling = (value: string) => readonly string[];

/** Turns a field of ours and its bytes into the values that tshark writes, in `same`'s spelling. */
type Reading = (bytes: Uint8Array, field: Field) => readonly string[];

const number: Reading = (bytes) => [String(BigInt(`0x${hexOf(bytes)}`))];
const bytes: Reading = (value) => (value.length === 0 ? [] : [hexOf(value)]);
const text: Reading = (value) => [Buffer.from(value).toString('latin1')];
/** A vector's length as it stands before it, in `width` bytes. */
const lengthIn =
  (width: number): Reading =>
  (value) =>
    number(value.subarray(0, width), NO_FIELD);
/** A vector's content, without the `width` bytes of its length. */
const inside =
  (width: number): Reading =>
  (value) =>
    bytes(value.subarray(width), NO_FIELD);
/** How many there are. */
const once: Reading = () => ['1'];

const NO_FIELD: Field = { label: '', offset: 0, length: 0, value: '', why: '', source: '' };

function hexOf(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

/** tshark writes some numbers in decimal and some in hex, bytes with and without colons. */
const plain: Spelling = (value) => {
  if (/^0x[0-9a-f]+$/.test(value)) return [String(BigInt(value))];
  return [/^[0-9a-f]{2}(:[0-9a-f]{2})+$/.test(value) ? value.replaceAll(':', '') : value];
};

const field = (theirs: string, at: RegExp, read: Reading = number, spell = plain): Compared => ({
  theirs,
  at,
  read,
  spell,
});
const hello = (theirs: string, at: string, read: Reading = number): Compared =>
  field(`tls.handshake.${theirs}`, new RegExp(`^/(ClientHello|ServerHello|HelloRetryRequest)/${at}$`), read);
/** Within the body of an extension of a hello. */
const offered = (theirs: string, at: string, read: Reading = number): Compared =>
  field(theirs, new RegExp(`^/(ClientHello|ServerHello|HelloRetryRequest)/extensions/${at}$`), read);
const CERTIFICATE = '^/Certificate/certificate list/(leaf|chain) certificate';
const inCertificate = (theirs: string, at: string, read: Reading, spell = plain): Compared =>
  field(theirs, new RegExp(`${CERTIFICATE}${at}$`), read, spell);

/** `O=Bank, CN=bank.test` as those of its values that are strings of one kind, told by the tag before them. */
const nameValues =
  (tag: number): Reading =>
  (name, { value }) =>
    value
      .split(/, (?=[A-Z]+=)/)
      .map((part) => part.slice(part.indexOf('=') + 1))
      .filter((part) => Buffer.from(name).includes(Buffer.from([tag, part.length, ...Buffer.from(part)])));
/** `Nov 24 2026 … to Dec 24 2026 …` as two moments in ms. */
const moments: Reading = (_bytes, { value }) => value.split(' to ').map((date) => String(Date.parse(date)));
/** `DNS:bank.test, DNS:www.bank.test` as the names alone. */
const dnsNames: Reading = (_bytes, { value }) =>
  value.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));

const NAMES =
  /^\/(Certificate\/certificate list\/(leaf|chain) certificate\/(issuer|subject)|CertificateRequest\/certificate authorities\/authority\/name)$/;
/** The bits of an RSA key, and the curve of another. */
const keySize: Reading = (_bytes, { value }) =>
  value.startsWith('rsa ') ? [/\d+/.exec(value)?.[0] ?? ''] : [];
const curve: Reading = (_bytes, { value }) => (value.startsWith('ec ') ? [value.slice(3)] : []);

/** Every field of a TLS handshake in clear that both tshark 4.0 and our dissection have. */
export const COMPARED: readonly Compared[] = [
  // In TLS 1.3 tshark calls the type of sealed records opaque: they are counted instead.
  field(
    'tls.record.content_type',
    /^\/record: [^/]*\/content type$/,
    ([type = 0]) => (type === 23 ? [] : [String(type)]),
    (type) => (type === '23' ? [] : [type]),
  ),
  field('tls.app_data', /^\/record: application_data$/, once, () => ['1']),
  field('tls.record.version', /^\/record: [^/]*\/legacy record version$/),
  field('tls.record.length', /^\/record: [^/]*\/length$/),
  field('tls.change_cipher_spec', /^\/record: change_cipher_spec\/message$/, once, () => ['1']),
  field('tls.alert_message.level', /^\/record: alert\/level$/),
  field('tls.alert_message.desc', /^\/record: alert\/description$/),

  field('tls.handshake.type', /^\/[A-Z][A-Za-z]*\/message type$/),
  field('tls.handshake.length', /^\/[A-Z][A-Za-z]*\/length$/),
  hello('version', 'legacy version'),
  hello('random', 'random', bytes),
  hello('session_id_length', 'legacy session id', lengthIn(1)),
  hello('session_id', 'legacy session id/id', bytes),
  hello('cipher_suites_length', 'cipher suites', lengthIn(2)),
  hello('ciphersuite', '(cipher suites/)?cipher suite'),
  hello('comp_methods_length', 'legacy compression methods', lengthIn(1)),
  hello('comp_method', '(legacy compression methods/method|legacy compression method)'),
  hello('extensions_length', 'extensions', lengthIn(2)),
  hello('extension.type', 'extensions/[^/]+/extension type'),
  hello('extension.len', 'extensions/[^/]+/length'),

  offered('tls.handshake.extensions_server_name_list_len', 'server_name/server name list', lengthIn(2)),
  offered('tls.handshake.extensions_server_name_type', 'server_name/server name list/name type'),
  offered('tls.handshake.extensions_server_name_len', 'server_name/server name list/host name', lengthIn(2)),
  offered('tls.handshake.extensions_server_name', 'server_name/server name list/host name/name', text),
  offered('tls.handshake.extensions_alpn_len', 'application_layer[^/]*/protocol name list', lengthIn(2)),
  offered(
    'tls.handshake.extensions_alpn_str_len',
    'application_layer[^/]*/protocol name list/protocol',
    lengthIn(1),
  ),
  offered(
    'tls.handshake.extensions_alpn_str',
    'application_layer[^/]*/protocol name list/protocol/name',
    text,
  ),
  offered('tls.handshake.extensions.supported_versions_len', 'supported_versions/versions', lengthIn(1)),
  offered(
    'tls.handshake.extensions.supported_version',
    'supported_versions/(versions/version|selected version)',
  ),
  offered(
    'tls.handshake.extensions_supported_groups_length',
    'supported_groups/named group list',
    lengthIn(2),
  ),
  offered('tls.handshake.extensions_supported_group', 'supported_groups/named group list/entry'),
  offered('tls.handshake.extensions_ec_point_formats_length', 'ec_point_formats/formats', lengthIn(1)),
  offered('tls.handshake.extensions_ec_point_format', 'ec_point_formats/formats/formats?', (value) =>
    [...value].map(String),
  ),
  offered('tls.handshake.extensions_key_share_client_length', 'key_share/client shares', lengthIn(2)),
  offered('tls.handshake.extensions_key_share_group', 'key_share/(client shares/)?key share/group'),
  offered(
    'tls.handshake.extensions_key_share_key_exchange_length',
    'key_share/(client shares/)?key share/key exchange',
    lengthIn(2),
  ),
  offered(
    'tls.handshake.extensions_key_share_key_exchange',
    'key_share/(client shares/)?key share/key exchange',
    inside(2),
  ),
  offered('tls.handshake.extensions_key_share_selected_group', 'key_share/selected group'),
  offered('tls.extension.psk_ke_modes_length', 'psk_key_exchange_modes/modes', lengthIn(1)),
  offered('tls.extension.psk_ke_mode', 'psk_key_exchange_modes/modes/mode'),
  offered('tls.handshake.extensions.psk.identities.length', 'pre_shared_key/identities', lengthIn(2)),
  offered(
    'tls.handshake.extensions.psk.identity.identity_length',
    'pre_shared_key/identities/identity',
    lengthIn(2),
  ),
  offered('tls.handshake.extensions.psk.identity.identity', 'pre_shared_key/identities/identity', inside(2)),
  offered(
    'tls.handshake.extensions.psk.identity.obfuscated_ticket_age',
    'pre_shared_key/identities/obfuscated ticket age',
  ),
  offered('tls.handshake.extensions.psk.binders_len', 'pre_shared_key/binders', lengthIn(2)),
  offered('tls.handshake.extensions.psk.identity.selected', 'pre_shared_key/selected identity'),
  offered('tls.handshake.extensions.cookie_len', 'cookie/cookie', lengthIn(2)),
  offered('tls.handshake.extensions.cookie', 'cookie/cookie', inside(2)),
  offered(
    'tls.handshake.extensions_reneg_info_len',
    'renegotiation_info/renegotiated connection',
    lengthIn(1),
  ),
  field(
    'tls.handshake.extensions_status_request_type',
    /\/(extensions\/status_request|CertificateStatus)\/status type$/,
  ),
  offered(
    'tls.handshake.extensions_status_request_responder_ids_len',
    'status_request/responder id list',
    lengthIn(2),
  ),
  offered(
    'tls.handshake.extensions_status_request_exts_len',
    'status_request/request extensions',
    lengthIn(2),
  ),
  offered('tls.handshake.extensions_padding_data', 'padding/padding', bytes),
  offered('tls.record_size_limit', 'record_size_limit/record size limit'),
  offered('tls.compress_certificate.algorithms_length', 'compress_certificate/algorithms', lengthIn(1)),
  offered('tls.compress_certificate.algorithm', 'compress_certificate/algorithms/algorithm'),
  field(
    'tls.handshake.sig_hash_alg_len',
    /\/(extensions\/(signature_algorithms|signature_algorithms_cert|delegated_credential)\/schemes|CertificateRequest\/signature algorithms)$/,
    lengthIn(2),
  ),
  field(
    'tls.handshake.sig_hash_alg',
    /\/(extensions\/(signature_algorithms|signature_algorithms_cert|delegated_credential)\/schemes\/entry|CertificateRequest\/signature algorithms\/scheme|ServerKeyExchange\/scheme|CertificateVerify\/scheme)$/,
  ),

  field('tls.handshake.certificates_length', /^\/Certificate\/certificate list$/, lengthIn(3)),
  inCertificate('tls.handshake.certificate_length', '', lengthIn(3)),
  inCertificate('tls.handshake.certificate', '', inside(3)),
  inCertificate('x509af.serialNumber', '/serial number', (value) => bytes(value.subarray(2), NO_FIELD)),
  field('x509sat.uTF8String', NAMES, nameValues(0x0c)),
  field('x509sat.printableString', NAMES, nameValues(0x13)),
  inCertificate('x509af.utcTime', '/validity', moments, (date) => [
    String(Date.parse(date.replace(/[()]/g, ''))),
  ]),
  inCertificate('x509ce.dNSName', '/extensions', dnsNames),
  inCertificate('pkcs1.modulus', '/public key', keySize, (modulus) => [
    String(4 * modulus.replace(/^0x|:/g, '').replace(/^00/, '').length),
  ]),
  inCertificate('pkcs1.namedCurve', '/public key', curve, (oid) => [
    oid === '1.2.840.10045.3.1.7' ? 'prime256v1' : oid,
  ]),
  inCertificate(
    'x509af.encrypted',
    '/signature',
    (value) => [hexOf(value.subarray(-64))],
    (value) => [value.replaceAll(':', '').slice(-128)],
  ),

  field('tls.handshake.server_curve_type', /^\/ServerKeyExchange\/curve type$/),
  field('tls.handshake.server_named_curve', /^\/ServerKeyExchange\/named curve$/),
  field('tls.handshake.server_point_len', /^\/ServerKeyExchange\/public key$/, lengthIn(1)),
  field('tls.handshake.server_point', /^\/ServerKeyExchange\/public key\/bytes$/, bytes),
  field('tls.handshake.p_len', /^\/ServerKeyExchange\/prime p$/, lengthIn(2)),
  field('tls.handshake.p', /^\/ServerKeyExchange\/prime p\/bytes$/, bytes),
  field('tls.handshake.g_len', /^\/ServerKeyExchange\/generator g$/, lengthIn(2)),
  field('tls.handshake.g', /^\/ServerKeyExchange\/generator g\/bytes$/, bytes),
  field('tls.handshake.ys_len', /^\/ServerKeyExchange\/public value Ys$/, lengthIn(2)),
  field('tls.handshake.ys', /^\/ServerKeyExchange\/public value Ys\/bytes$/, bytes),
  field('tls.handshake.sig_len', /^\/ServerKeyExchange\/signature$/, lengthIn(2)),
  field('tls.handshake.sig', /^\/ServerKeyExchange\/signature\/bytes$/, bytes),
  field('tls.handshake.client_point_len', /^\/ClientKeyExchange\/public key$/, lengthIn(1)),
  field('tls.handshake.client_point', /^\/ClientKeyExchange\/public key\/bytes$/, bytes),
  field('tls.handshake.yc_len', /^\/ClientKeyExchange\/public value Yc$/, lengthIn(2)),
  field('tls.handshake.yc', /^\/ClientKeyExchange\/public value Yc\/bytes$/, bytes),
  field('tls.handshake.epms_len', /^\/ClientKeyExchange\/encrypted premaster secret$/, lengthIn(2)),
  field('tls.handshake.epms', /^\/ClientKeyExchange\/encrypted premaster secret\/bytes$/, bytes),
  field('tls.handshake.cert_types_count', /^\/CertificateRequest\/certificate types$/, lengthIn(1)),
  field('tls.handshake.cert_type', /^\/CertificateRequest\/certificate types\/type$/),
  field('tls.handshake.dnames_len', /^\/CertificateRequest\/certificate authorities$/, lengthIn(2)),
  field('tls.handshake.dname_len', /^\/CertificateRequest\/certificate authorities\/authority$/, lengthIn(2)),
  field('tls.handshake.client_cert_vrfy.sig_len', /^\/CertificateVerify\/signature$/, lengthIn(2)),
  field('tls.handshake.client_cert_vrfy.sig', /^\/CertificateVerify\/signature\/bytes$/, bytes),
  field('tls.handshake.session_ticket_lifetime_hint', /^\/NewSessionTicket\/lifetime hint$/),
  field('tls.handshake.session_ticket_length', /^\/NewSessionTicket\/ticket$/, lengthIn(2)),
  field('tls.handshake.session_ticket', /^\/NewSessionTicket\/ticket\/bytes$/, bytes),
  field('tls.handshake.ocsp_response_len', /^\/CertificateStatus\/response$/, lengthIn(3)),
];

/** Our values of every compared field in one direction, in the order in which they stand on the wire. */
export function oursOf(
  nodes: readonly RecordNode[],
  stream: Uint8Array,
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>(COMPARED.map(({ theirs }) => [theirs, []]));
  const walk = (one: Field, above: string): void => {
    const path = `${above}/${one.label}`;
    for (const { theirs, at, read } of COMPARED) {
      if (at.test(path)) values.get(theirs)?.push(...read(bytesOf(one, stream), one));
    }
    for (const child of one.children ?? []) walk(child, path);
  };
  for (const node of nodes) {
    walk(node, '');
    for (const message of node.messages) walk(message, '');
  }
  return values;
}

/** A field's own bytes, from all the places where they stand. */
function bytesOf({ offset, length, ranges }: Field, stream: Uint8Array): Uint8Array {
  const places: readonly Span[] = ranges ?? [{ offset, length }];
  return Buffer.concat(places.map((place) => stream.subarray(place.offset, place.offset + place.length)));
}
