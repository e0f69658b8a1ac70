import test from 'ava';
import { UserError, formatUserError } from '../src/errors.ts';

test('an error with a place begins with file, line and column', (t) => {
  const error = new UserError('title must be text', { position: { file: 'a.yaml', line: 2, column: 8 } });
  t.is(formatUserError(error), 'a.yaml:2:8: title must be text');
});

test('an error without a place is its sentence', (t) => {
  t.is(formatUserError(new UserError('there is no such file')), 'there is no such file');
});

test('wrong usage exits 2 unless said otherwise', (t) => {
  t.is(new UserError('x').exitCode, 2);
  t.is(new UserError('x', { exitCode: 3 }).exitCode, 3);
});

test('nothing in an error steers the terminal, whoever named the file', (t) => {
  const position = { file: 'a\u001b[2J\u009b.yaml', line: 1, column: 1 };
  t.is(
    formatUserError(new UserError('x\r\ny\u202e', { position })),
    'a\\u001b[2J\\u009b.yaml:1:1: x\\u000d\\u000ay\\u202e',
  );
  t.is(formatUserError(new UserError('café · “ok” 🏫')), 'café · “ok” 🏫');
});
