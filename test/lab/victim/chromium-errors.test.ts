import test from 'ava';
import { addressBar, errorPage } from '../../../lab/victim/address-bar.ts';
import { NetError, certificateError, networkError } from '../../../lab/victim/chromium-errors.ts';

test('the address bar tells a page from its scheme and an error from its name', (t) => {
  t.deepEqual(addressBar('https://bank.test/'), { security: 'secure' });
  t.deepEqual(addressBar('http://bank.test/'), { security: 'not-secure' });
  t.like(addressBar('https://bank.test/', 'ERR_CERT_DATE_INVALID'), { security: 'certificate-error' });
  t.like(addressBar('https://bank.test/', 'ERR_SSL_PROTOCOL_ERROR'), { security: 'unreachable' });
});

test('an error’s page says in a browser’s words what went wrong', (t) => {
  t.is(errorPage('bank.test', 'ERR_CERT_INVALID').text, 'Your connection is not private');
  t.is(errorPage('bank.test', 'ERR_CONNECTION_REFUSED').text, 'This site can’t be reached');
  t.is(errorPage('bank.test', 'ERR_EMPTY_RESPONSE').text, 'This page isn’t working');
  t.is(errorPage('bank.test', 'ERR_SSL_PROTOCOL_ERROR').title, 'bank.test');
});

for (const [reason, error] of [
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_CERT_AUTHORITY_INVALID'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_CERT_AUTHORITY_INVALID'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_CERT_AUTHORITY_INVALID'],
  ['CERT_NOT_YET_VALID', 'ERR_CERT_DATE_INVALID'],
  ['CERT_REVOKED', 'ERR_CERT_REVOKED'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_CERT_COMMON_NAME_INVALID'],
  ['permitted subtree violation', 'ERR_CERT_INVALID'],
] as const) {
  test(`a certificate with ${reason} is ${error}`, (t) => t.is(certificateError(reason), error));
}

for (const [code, error] of [
  ['EHOSTUNREACH', 'ERR_ADDRESS_UNREACHABLE'],
  ['ERR_SSL_TLSV1_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC', 'ERR_SSL_BAD_RECORD_MAC_ALERT'],
  ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', 'ERR_SSL_BAD_RECORD_MAC_ALERT'],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'ERR_SSL_PROTOCOL_ERROR'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PROTOCOL_ERROR'],
  ['HPE_INVALID_CHUNK_SIZE', 'ERR_INVALID_CHUNKED_ENCODING'],
  ['HPE_CR_EXPECTED', 'ERR_INVALID_HTTP_RESPONSE'],
  ['what nobody has seen', 'ERR_FAILED'],
] as const) {
  test(`${code} on the wire is ${error}`, (t) =>
    t.is(networkError(Object.assign(new Error('x'), { code }), 'request'), error));
}

test('anything at all has a name', (t) => {
  for (const thrown of [undefined, null, 'text', 7, {}, { code: 7 }])
    t.is(networkError(thrown, 'connect'), 'ERR_FAILED');
  t.is(networkError(new NetError('ERR_TIMED_OUT'), 'connect'), 'ERR_TIMED_OUT');
});
