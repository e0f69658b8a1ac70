import { X509Certificate } from 'node:crypto';

import { X509Certificate as ParsedCertificate } from '@peculiar/x509';
import test from 'ava';

import { openAuthority } from '../../../lab/certificates/authority.ts';
import { tlsVerdict } from '../../helpers/tls-verdict.ts';

const SUBJECT_KEY = '2.5.29.14';
const AUTHORITY_KEY = '2.5.29.35';

/** What an extension holds, in hex. */
function extension(certificate: string, oid: string): string {
  const found = new ParsedCertificate(certificate).getExtension(oid);
  return Buffer.from(found?.value ?? new ArrayBuffer(0)).toString('hex');
}

test("A root that is signed anew keeps its name, key and key identifier, and has the signer's", async (t) => {
  const ours = await openAuthority('Plainsight Root', { depth: 2 });
  const theirs = await openAuthority('Other, "Root"');
  const made = await ours.crossSign(theirs.certificate);
  const [before, after, signer] = [theirs.certificate, made, ours.certificate].map(
    (each) => new X509Certificate(each),
  );
  if (before === undefined || after === undefined || signer === undefined) return t.fail();
  t.deepEqual(Buffer.from(subjectOf(made)), Buffer.from(subjectOf(theirs.certificate)), 'byte for byte');
  t.true(after.publicKey.equals(before.publicKey));
  t.true(after.ca);
  t.true(after.checkIssued(signer));
  t.true(after.verify(signer.publicKey));
  t.not(after.serialNumber, before.serialNumber);
  const theirKey = extension(theirs.certificate, SUBJECT_KEY);
  t.is(extension(made, SUBJECT_KEY), theirKey);
  // A key identifier that names is another tag around the same bytes.
  t.is(extension(made, AUTHORITY_KEY).slice(-40), extension(ours.certificate, SUBJECT_KEY).slice(-40));
  t.is(theirKey.length, 44);
  t.is(made.at(-1), '\n');
});

test('Who trusts one authority alone follows the chain of the other, for names under .test', async (t) => {
  const ours = await openAuthority('Plainsight Root', { depth: 1 });
  const theirs = await openAuthority('Other');
  const cross = await ours.crossSign(theirs.certificate);
  const verdict = async (name: string): Promise<string> => {
    const { certificate, key } = await theirs.issue({ names: [name] });
    return tlsVerdict({ certificate: certificate + cross, key }, ours.certificate, name);
  };
  t.is(await verdict('bank.test'), 'secure');
  t.regex(await verdict('bank.example'), /permitted subtree violation/i);
});

test('An authority that signs leaves only signs no other, and none signs what is no root', async (t) => {
  const theirs = await openAuthority('Other');
  const shallow = await openAuthority('Plainsight Root');
  await t.throwsAsync(shallow.crossSign(theirs.certificate), { instanceOf: RangeError });
  const deep = await openAuthority('Plainsight Root', { depth: 1 });
  const leaf = await theirs.issue({ names: ['bank.test'] });
  await t.throwsAsync(deep.crossSign(leaf.certificate), { instanceOf: TypeError });
  const again = await deep.crossSign(theirs.certificate);
  await t.throwsAsync(deep.crossSign(again), { instanceOf: TypeError });
});

function subjectOf(certificate: string): ArrayBuffer {
  return new ParsedCertificate(certificate).subjectName.toArrayBuffer();
}
