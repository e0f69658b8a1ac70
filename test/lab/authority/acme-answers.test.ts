import test from 'ava';
import * as fc from 'fast-check';

import { readAuthorization, readDirectory, readOrder } from '../../../lab/authority/acme-answers.ts';
import { AcmeFault } from '../../../lab/authority/acme-faults.ts';

const address = fc.oneof(
  fc.constant('https://acme.test/x'),
  fc.webUrl(),
  fc.constantFrom(
    'https://acme.test.evil/',
    '//acme.test',
    'https://acme.test@evil/',
    'https://acme.test:443/y',
  ),
);
const word = fc.constantFrom('pending', 'valid', 'invalid', 'ready', '__proto__', 'toString', '');
const value = fc.oneof(address, word, fc.jsonValue(), fc.array(address));
const challenge = fc.record(
  { type: fc.constantFrom('http-01', 'x'), url: value, token: value, error: value },
  { requiredKeys: [] },
);
const fields = {
  newNonce: value,
  newAccount: value,
  newOrder: value,
  status: value,
  authorizations: value,
  finalize: value,
  certificate: value,
  error: value,
  identifier: fc.oneof(value, fc.record({ type: fc.constant('dns'), value })),
  challenges: fc.oneof(value, fc.array(challenge)),
};
const body = fc.oneof(
  fc.record(fields, { requiredKeys: [] }).map((each) => JSON.stringify(each)),
  fc.json(),
  fc.string(),
);

test('No answer makes a reader throw anything but its fault, and every address leads to the server', (t) => {
  const readers: readonly ((text: string) => readonly (URL | undefined)[])[] = [
    (text) => Object.values(readDirectory(text, 'acme.test')),
    (text) => {
      const { authorizations, finalize, certificate } = readOrder(text, 'acme.test');
      return [...authorizations, finalize, certificate];
    },
    (text) => [readAuthorization(text, 'acme.test', 'http-01').challenge?.url],
  ];
  fc.assert(
    fc.property(body, (text) => {
      for (const read of readers) {
        try {
          for (const url of read(text))
            if (url !== undefined && url.origin !== 'https://acme.test') return false;
        } catch (error) {
          if (!(error instanceof AcmeFault)) throw error;
        }
      }
      return true;
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});
