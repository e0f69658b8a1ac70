import test from 'ava';
import type { Fact } from '../../lab/facts/session.ts';
import { UserError } from '../../src/errors.ts';
import { toServerConfig } from '../../src/export/server-config.ts';

const started = (lane: string, server: 'nginx' | 'apache', configuration: string): Fact => ({
  type: 'server-started',
  at: 1,
  lane,
  server,
  title: `${server} 1`,
  configuration,
});

test('the configuration stands as it ran, each line with its reason before it as a comment', (t) => {
  const text = toServerConfig([started('a', 'nginx', 'server {\n    ssl_protocols TLSv1.3;\n}\n')]).join('');
  t.regex(text, /^# How nginx 1 was configured in the lane a\./);
  t.regex(
    text,
    /\nserver \{\n {4}# The versions that are spoken.* \(RFC 8996\)\n {4}ssl_protocols TLSv1\.3;\n\}\n$/,
  );
});

test('what stands there cannot end a line, or steer a terminal', (t) => {
  const text = toServerConfig([started('a\nb', 'nginx', 'listen 1;\r\u001B[2Jreturn 301 x;')]).join('');
  t.notRegex(text.replaceAll('\n', ''), /\p{Cc}/u);
  t.true(
    text.split('\n').every((line) => /^(#| *#|listen 1;|$)/.test(line)),
    text,
  );
});

test('a session without a real server, or with two kinds of them, is told what to do', (t) => {
  t.throws(() => toServerConfig([]), {
    instanceOf: UserError,
    message: /^no lane of this session .* real-servers$/,
  });
  t.throws(() => toServerConfig([started('a', 'nginx', ''), started('b', 'apache', '')]), {
    instanceOf: UserError,
    message:
      'one file cannot configure two kinds of server: choose a lane with --lane: a (nginx 1), b (apache 1)',
  });
});
