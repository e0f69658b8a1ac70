import test from 'ava';
import { certificateLines, certificateVerdict } from '../../src/views/certificate.ts';

const GOOD = {
  host: 'bank.test',
  names: ['bank.test', 'www.bank.test'],
  issuer: 'Plainsight Public Authority',
  from: '2026-11-01T00:00:00.000Z',
  until: '2027-02-01T00:00:00.000Z',
  chain: ['bank.test', 'Plainsight Public Authority'],
};

test('a good certificate has no wrong line', (t) => {
  t.deepEqual(certificateLines(GOOD), [
    { label: 'for the name', value: 'bank.test, www.bank.test' },
    { label: 'issued by', value: 'Plainsight Public Authority' },
    { label: 'valid from', value: '2026-11-01' },
    { label: 'valid until', value: '2027-02-01' },
    { label: 'chain', value: 'bank.test ← Plainsight Public Authority' },
  ]);
  t.is(certificateVerdict({}), '✓ her browser finds nothing wrong');
});

for (const [fault, label] of [
  ['ERR_CERT_COMMON_NAME_INVALID', 'for the name'],
  ['ERR_CERT_AUTHORITY_INVALID', 'issued by'],
  ['ERR_CERT_DATE_INVALID', 'valid until'],
] as const)
  test(`${fault} marks the line "${label}", and no other`, (t) => {
    const wrong = certificateLines({ ...GOOD, fault }).filter((line) => line.wrong !== undefined);
    t.deepEqual(
      wrong.map((line) => line.label),
      [label],
    );
    t.regex(certificateVerdict({ fault }), /^✗ .*ERR_CERT/);
  });

test('of a certificate whose days have not begun the first of them is marked, not the last', (t) => {
  const lines = certificateLines({ ...GOOD, fault: 'ERR_CERT_DATE_INVALID', early: true });
  t.deepEqual(
    lines.filter(({ wrong }) => wrong !== undefined),
    [{ label: 'valid from', value: '2026-11-01', wrong: 'its days have not begun' }],
  );
  t.deepEqual(
    certificateLines({ ...GOOD, early: true }).filter(({ wrong }) => wrong !== undefined),
    [],
  );
});

test('what cannot be read is said to be so', (t) => {
  const lines = certificateLines({ ...GOOD, names: [], issuer: '', until: '', chain: [] });
  t.deepEqual(
    lines.map(({ value }) => value),
    ['none', 'nobody', '2026-11-01', 'unknown', ''],
  );
});
