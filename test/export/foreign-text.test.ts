import test from 'ava';
import { foreignTranscriber } from '../../src/export/foreign-text.ts';
import { log, opened, segment } from '../helpers/captured.ts';

test('of many connections at once the one that was silent longest is told no further, not the one that came first', (t) => {
  const asked = 'GET /first HTTP/1.1\r\nHost: a.test\r\n\r\n';
  const { facts } = log(
    opened(1),
    opened(2),
    ...Array.from({ length: 998 }, (_, index) => opened(index + 3)),
    segment(1, 'to-bank', 0, asked),
    opened(1_001),
    segment(1, 'to-bank', asked.length, asked.replace('first', 'again')),
    segment(2, 'to-bank', 0, asked.replace('first', 'silent')),
  );
  const tell = foreignTranscriber(() => []);
  const told = facts.flatMap((fact) => tell(fact)).join('\n');
  t.true(told.includes('GET /first'));
  t.true(told.includes('GET /again'));
  t.false(told.includes('GET /silent'));
});
