import test from 'ava';

import { firefoxBar } from '../../../../lab/victim/real/firefox/address-bar.ts';
import { chromiumNameOf } from '../../../../lab/victim/real/firefox/error-names.ts';
import { Navigations } from '../../../../lab/victim/real/firefox/navigations.ts';

const HTTP = 'http://bank.test/login';
const HTTPS = 'https://bank.test/login';
const asks = (url: string): Record<string, unknown> => ({ navigation: 'n', request: { url } });

const bar = (over: Partial<Parameters<typeof firefoxBar>[0]>): ReturnType<typeof firefoxBar> =>
  firefoxBar({ url: HTTPS, document: HTTPS, secure: false, outcome: () => 'refused', ...over });

test('https where http was to be: the browser went there by itself', (t) => {
  const navigations = new Navigations();
  navigations.begins({ navigation: 'n', url: HTTP });
  t.deepEqual(navigations.asks(asks(HTTPS)), { kind: 'upgraded', from: HTTP, to: HTTPS });
  navigations.answered({ navigation: 'n' }, 200);
  t.deepEqual(navigations.outcome('n'), { status: 200 });
});

test('A navigation whose beginning is told after its answer keeps what came of it', (t) => {
  const navigations = new Navigations();
  t.is(navigations.asks(asks(HTTPS)), undefined);
  navigations.answered({ navigation: 'n' }, 200);
  t.deepEqual(navigations.begins({ navigation: 'n', url: HTTP }), {
    kind: 'upgraded',
    from: HTTP,
    to: HTTPS,
  });
  t.deepEqual(navigations.outcome('n'), { status: 200 });
  t.is(navigations.begins({ navigation: 'n', url: HTTP }), undefined, 'told once');
});

for (const order of ['https first', 'http first'] as const)
  test(`One navigation that Firefox tells as two, ${order}: the second has what came of the first`, (t) => {
    const navigations = new Navigations();
    const begins = (navigation: string, url: string) => navigations.begins({ context: 'c', navigation, url });
    const request = { context: 'c', navigation: 's', request: { url: HTTPS } };
    const turns =
      order === 'https first'
        ? [begins('s', HTTPS), navigations.asks(request), begins('n', HTTP)]
        : [begins('n', HTTP), begins('s', HTTPS), navigations.asks(request)];
    navigations.answered({ context: 'c', navigation: 's' }, 200);
    t.deepEqual(turns, [undefined, undefined, { kind: 'upgraded', from: HTTP, to: HTTPS }]);
    t.deepEqual(navigations.outcome('n'), { status: 200 });
    // The page is told: another visit is another navigation.
    t.is(begins('later', HTTP), undefined);
    t.deepEqual(navigations.outcome('later'), { status: 0 });
  });

test('The same where the bank redirected to https: no upgrade', (t) => {
  const navigations = new Navigations();
  navigations.asks(asks(HTTP));
  navigations.answered({ navigation: 'n' }, 308);
  navigations.asks(asks(HTTPS));
  navigations.answered({ navigation: 'n' }, 200);
  t.is(navigations.begins({ navigation: 'n', url: HTTP }), undefined);
  t.deepEqual(navigations.outcome('n'), { status: 200 });
});

test('https that the bank redirected to is no upgrade', (t) => {
  const navigations = new Navigations();
  navigations.begins({ navigation: 'n', url: HTTP });
  t.is(navigations.asks(asks(HTTP)), undefined);
  navigations.answered({ navigation: 'n' }, 308);
  t.is(navigations.asks(asks(HTTPS)), undefined);
});

test('http after https failed: it fell back', (t) => {
  const navigations = new Navigations();
  navigations.begins({ navigation: 'n', url: HTTP });
  navigations.asks(asks(HTTPS));
  navigations.failed({ navigation: 'n', errorText: 'NS_ERROR_CONNECTION_REFUSED' });
  t.deepEqual(navigations.asks(asks(HTTP)), {
    kind: 'fell-back',
    from: HTTPS,
    to: HTTP,
    error: 'ERR_CONNECTION_REFUSED',
  });
});

test('an error has the name within, and of a page without a navigation the last one counts', (t) => {
  const navigations = new Navigations();
  navigations.begins({ navigation: 'n', url: HTTPS });
  const errorText = 'NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, SEC_ERROR_UNKNOWN_ISSUER)';
  navigations.failed({ navigation: 'n', errorText });
  t.deepEqual(navigations.outcome(''), { status: 0, error: 'SEC_ERROR_UNKNOWN_ISSUER' });
  t.deepEqual(navigations.outcome('never'), { status: 0 });
});

test('Firefox’s names of errors are told as Chromium’s, and beside them', (t) => {
  t.is(chromiumNameOf('SSL_ERROR_BAD_CERT_DOMAIN'), 'ERR_CERT_COMMON_NAME_INVALID');
  t.is(chromiumNameOf('MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT'), 'ERR_CERT_AUTHORITY_INVALID');
  t.is(chromiumNameOf('SSL_ERROR_RX_RECORD_TOO_LONG'), 'ERR_SSL_PROTOCOL_ERROR');
  t.is(chromiumNameOf('something new'), 'ERR_FAILED');
  t.deepEqual(bar({ secure: true }), { security: 'secure' });
  t.deepEqual(bar({ url: HTTP }), { security: 'not-secure' });
  t.deepEqual(bar({ document: 'about:certerror?e=nssBadCert', code: 'SEC_ERROR_EXPIRED_CERTIFICATE' }), {
    security: 'certificate-error',
    error: 'ERR_CERT_DATE_INVALID',
    calls: 'SEC_ERROR_EXPIRED_CERTIFICATE',
  });
  t.deepEqual(bar({ document: 'about:httpsonlyerror?e=connectionFailure', code: '' }), {
    security: 'not-secure',
    error: 'ERR_BLOCKED_BY_CLIENT',
    calls: 'httpsonlyerror',
  });
  t.like(bar({ code: 'NS_ERROR_CONNECTION_REFUSED' }), {
    security: 'unreachable',
    error: 'ERR_CONNECTION_REFUSED',
  });
  t.like(bar({ accepted: 'SEC_ERROR_UNKNOWN_ISSUER' }), { security: 'certificate-error' });
  t.deepEqual(bar({ gaveUp: 'ERR_TIMED_OUT' }), { security: 'unreachable', error: 'ERR_TIMED_OUT' });
});
