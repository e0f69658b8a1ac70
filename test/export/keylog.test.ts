import test from 'ava';
import { toKeylog } from '../../src/export/keylog.ts';
import { OPENED, timed } from '../helpers/happenings.ts';

const logged = (line: string) => ({ type: 'tls-secret-logged', lane: 'sealed', line }) as const;
const GOOD = `CLIENT_RANDOM ${'0a'.repeat(32)} ${'ff'.repeat(48)}`;

test('a key log is a comment and each line once', (t) => {
  const [comment, ...lines] = toKeylog(timed(OPENED, logged(GOOD), logged(GOOD))).split('\n');
  t.regex(comment ?? '', /^# TLS secrets .* bank-login/);
  t.deepEqual(lines, [GOOD, '']);
});

test('what is no line of a key log stays out', (t) => {
  const hostile = [`${GOOD}\nX`, `# ${GOOD}`, '', 'CLIENT_RANDOM 00 00', `\u001b[2J ${GOOD}`];
  t.is(toKeylog(timed(...hostile.map(logged))).split('\n').length, 2);
});

test('a hostile scenario name cannot end the comment', (t) => {
  const keylog = toKeylog(timed({ ...OPENED, scenario: `x\n${GOOD}` }));
  t.is(keylog.split('\n').length, 2);
});
