import { createHash, X509Certificate } from 'node:crypto';

import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '@peculiar/x509';
import test from 'ava';

import { makeChallengeCertificate } from '../../../lab/authority/challenge-certificate.ts';
import { keyAuthorizationOf, makeAccountKey } from '../../../lab/authority/jws.ts';
import { makeSigningRequest } from '../../../lab/authority/signing-request.ts';

test("A thumbprint is the digest of the key's members in order (RFC 7638, section 3)", (t) => {
  const key = makeAccountKey();
  const { crv, kty, x, y } = key.jwk;
  const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
  t.is(key.thumbprint, createHash('sha256').update(text).digest('base64url'));
  t.is(keyAuthorizationOf('token', key), `token.${key.thumbprint}`);
});

test('The certificate for a challenge is for one name, and says the digest critically', async (t) => {
  const { certificate, key } = await makeChallengeCertificate('bank.test', 'token.thumbprint');
  const made = new X509Certificate(certificate);
  t.is(made.subjectAltName, 'DNS:bank.test');
  t.true(made.verify(made.publicKey));
  t.true(key.startsWith('-----BEGIN PRIVATE KEY-----\n'));
  // OID 1.3.6.1.5.5.7.1.31, TRUE, and in an OCTET STRING another with 32 bytes.
  const digest = createHash('sha256').update('token.thumbprint').digest('hex');
  t.true(made.raw.toString('hex').includes(`06082b0601050507011f0101ff04220420${digest}`));
});

test('A request for a certificate names its host, and is signed with its own key', async (t) => {
  const { csr } = await makeSigningRequest('bank.test');
  const request = new Pkcs10CertificateRequest(Buffer.from(csr, 'base64url'));
  t.true(await request.verify());
  const found = request.getExtension('2.5.29.17');
  if (found === null) return t.fail();
  const { names } = new SubjectAlternativeNameExtension(found.rawData);
  t.deepEqual(names.toJSON(), [{ type: 'dns', value: 'bank.test' }]);
});
