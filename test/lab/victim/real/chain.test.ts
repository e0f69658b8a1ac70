import { X509Certificate } from 'node:crypto';

import test from 'ava';

import { openAuthority } from '../../../../lab/certificates/authority.ts';
import { isSignedByOneOf } from '../../../../lab/victim/real/chain.ts';

const der = (certificate: string): string => new X509Certificate(certificate).raw.toString('base64');

test('A chain is signed by an authority that is trusted, or by none of them', async (t) => {
  const [ours, theirs] = await Promise.all([openAuthority('Ours'), openAuthority('Theirs')]);
  const { certificate } = await ours.issue({ names: ['bank.test'] });
  t.true(isSignedByOneOf([der(certificate)], [theirs.certificate, ours.certificate]));
  t.true(isSignedByOneOf([der(certificate), der(ours.certificate)], [ours.certificate]));
  t.false(isSignedByOneOf([der(certificate), der(ours.certificate)], [theirs.certificate]));
});

test('An authority of the same name is another one, and an authority alone has signed nothing', async (t) => {
  const [ours, namesake] = await Promise.all([openAuthority('Ours'), openAuthority('Ours')]);
  const { certificate } = await namesake.issue({ names: ['bank.test'] });
  t.false(isSignedByOneOf([der(certificate)], [ours.certificate]));
  t.false(isSignedByOneOf([der(ours.certificate)], [ours.certificate]));
  t.false(isSignedByOneOf([], [ours.certificate]));
  t.false(isSignedByOneOf(['no certificate'], [ours.certificate]));
});
