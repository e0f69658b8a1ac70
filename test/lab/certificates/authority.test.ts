import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { openAuthority } from '../../../lab/certificates/authority.ts';
import { makeLeaf } from '../../../lab/certificates/leaf.ts';
import { tlsVerdict } from '../../helpers/tls-verdict.ts';

const DAY = 24 * 60 * 60 * 1000;

test('an authority is EC P-256, may sign leaves only, and says critically what it is good for', async (t) => {
  const authority = await openAuthority('Plainsight Root');
  const certificate = new X509Certificate(authority.certificate);
  t.is(certificate.subject, 'CN=Plainsight Root');
  t.is(certificate.issuer, certificate.subject);
  t.true(certificate.ca);
  t.true(certificate.verify(certificate.publicKey));
  t.is(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  t.true(certificate.validToDate.getTime() - certificate.validFromDate.getTime() < 200 * DAY);

  // OID 2.5.29.30, TRUE, and an OCTET STRING with permitted DNS name `test`.
  const critical = Buffer.from('0603551d1e0101ff04', 'hex');
  const permitted = Buffer.from('a0083006820474657374', 'hex');
  const at = certificate.raw.indexOf(critical);
  t.true(at > 0);
  t.true(certificate.raw.indexOf(permitted) > at);
});

test('a leaf under .test is signed by its authority and accepted by a client that trusts it', async (t) => {
  const authority = await openAuthority('Plainsight Root');
  const leaf = await authority.issue({ names: ['bank.test', 'www.bank.test'] });
  const certificate = new X509Certificate(leaf.certificate);
  t.true(certificate.checkIssued(new X509Certificate(authority.certificate)));
  t.true(certificate.verify(new X509Certificate(authority.certificate).publicKey));
  t.false(certificate.ca);
  t.is(certificate.subjectAltName, 'DNS:bank.test, DNS:www.bank.test');
  t.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  t.is(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  t.is(await tlsVerdict(leaf, authority.certificate, 'bank.test'), 'secure');
  t.is(await tlsVerdict(leaf, authority.certificate, 'www.bank.test'), 'secure');
});

test('a name outside .test is refused, even by a client that trusts the authority', async (t) => {
  const authority = await openAuthority('Plainsight Root');
  const outside = await authority.issue({ names: ['bank.example'] });
  t.regex(await tlsVerdict(outside, authority.certificate, 'bank.example'), /permitted subtree violation/i);
});

test('an IP address is refused, even by a client that trusts the authority', async (t) => {
  const authority = await openAuthority('Plainsight Root');
  for (const ip of ['127.0.0.1', '::1']) {
    const outside = await authority.issue({ names: ['bank.test', ip] });
    t.regex(await tlsVerdict(outside, authority.certificate, 'bank.test'), /excluded subtree violation/i, ip);
  }
});

test('another authority of the same name does not vouch for the leaf', async (t) => {
  const [ours, theirs] = await Promise.all([openAuthority('Root'), openAuthority('Root')]);
  const leaf = await theirs.issue({ names: ['bank.test'] });
  t.not(await tlsVerdict(leaf, ours.certificate, 'bank.test'), 'secure');
});

test('a leaf and its authority can be joined to a chain', async (t) => {
  const authority = await openAuthority('Root');
  const leaf = await authority.issue({ names: ['bank.test'] });
  const chain = { ...leaf, certificate: leaf.certificate + authority.certificate };
  t.is(await tlsVerdict(chain, authority.certificate + authority.certificate, 'bank.test'), 'secure');
});

test('a leaf for another name is refused by its name', async (t) => {
  const authority = await openAuthority('Root');
  const leaf = await authority.issue({ names: ['shop.test'], commonName: 'bank.test' });
  t.regex(await tlsVerdict(leaf, authority.certificate, 'bank.test'), /ERR_TLS_CERT_ALTNAME_INVALID/);
});

test('dates are kept to the second, and an expired leaf is refused', async (t) => {
  const authority = await openAuthority('Root');
  const notBefore = new Date('2024-01-02T03:04:05Z');
  const notAfter = new Date('2024-02-03T04:05:06Z');
  const leaf = await authority.issue({ names: ['bank.test'], notBefore, notAfter });
  const certificate = new X509Certificate(leaf.certificate);
  t.deepEqual(certificate.validFromDate, notBefore);
  t.deepEqual(certificate.validToDate, notAfter);
  t.regex(await tlsVerdict(leaf, authority.certificate, 'bank.test'), /expired/i);
});

test('a self-signed leaf is its own issuer, and no authority vouches for it', async (t) => {
  const authority = await openAuthority('Root');
  const leaf = await makeLeaf({ names: ['bank.test'] });
  const certificate = new X509Certificate(leaf.certificate);
  t.is(certificate.issuer, certificate.subject);
  t.true(certificate.verify(certificate.publicKey));
  t.regex(await tlsVerdict(leaf, authority.certificate, 'bank.test'), /self-signed/i);
});

test('a common name may hold what separates the parts of a name', async (t) => {
  const authority = await openAuthority('Café, Wi-Fi + more');
  const leaf = await authority.issue({ names: ['bank.test'], commonName: 'O=bank, the "real" one' });
  const certificate = new X509Certificate(leaf.certificate);
  t.true(certificate.checkIssued(new X509Certificate(authority.certificate)));
  t.is(certificate.toLegacyObject().subject.CN, 'O=bank, the "real" one');
  t.is(certificate.toLegacyObject().issuer.CN, 'Café, Wi-Fi + more');
});

test('a client certificate says that it is one', async (t) => {
  const authority = await openAuthority('Root');
  const leaf = await authority.issue({ names: ['alice.test'], usage: 'client' });
  t.deepEqual(new X509Certificate(leaf.certificate).keyUsage, ['1.3.6.1.5.5.7.3.2']);
});
