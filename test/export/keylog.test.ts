import test from 'ava';
import { toKeylog } from '../../src/export/keylog.ts';
import type { Happening } from '../../lab/facts/session.ts';
import { OPENED, timed } from '../helpers/happenings.ts';

const keylog = (...facts: readonly Happening[]): string[] =>
  [...toKeylog(timed(...facts))].join('').split('\n');
const logged = (line: string) => ({ type: 'tls-secret-logged', lane: 'sealed', line }) as const;
const GOOD = `CLIENT_RANDOM ${'0a'.repeat(32)} ${'ff'.repeat(48)}`;

test('a key log is a comment and each line', (t) => {
  const [comment, ...lines] = keylog(OPENED, logged(GOOD));
  t.regex(comment ?? '', /^# TLS secrets .* bank-login/);
  t.deepEqual(lines, [GOOD, '']);
});

test('what is no line of a key log stays out', (t) => {
  const hostile = [`${GOOD}\nX`, `# ${GOOD}`, '', 'CLIENT_RANDOM 00 00', `\u001b[2J ${GOOD}`];
  t.is(keylog(...hostile.map(logged)).length, 2);
});

test('a hostile scenario name cannot end the comment', (t) => {
  t.is(keylog({ ...OPENED, scenario: `x\n${GOOD}` }).length, 2);
});
