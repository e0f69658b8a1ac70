import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { isRecord } from '../../lab/facts/codec.ts';
import { waysOf } from '../../src/reading/secret-ways.ts';
import { hasWindows } from '../../src/commands/live.ts';
import { needing } from '../helpers/needing.ts';
import { run, start } from '../helpers/program.ts';

const withCurl = needing('curl');

const PASSWORD = 'blue boat & 7!';

/** Signs up on port 80 and signs in on 443 with curl, as the transcript says; gives the session that was saved. */
async function ownHands(
  t: ExecutionContext,
  ...options: readonly string[]
): Promise<{ saved: string; out: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const saved = join(folder, 'live.jsonl');
  const running = start(t, ['live', '--browser', 'none', '--save', saved, ...options]);
  const [socks = '', authority = ''] = await running.when((out) =>
    /curl --socks5-hostname (\S+) --cacert (\S+) https/.exec(out)?.slice(1, 3),
  );
  await running.when((out) => (out.includes('Make up a password') ? true : undefined));
  const curl = async (...args: readonly string[]): Promise<string> => {
    const own = [
      '-q',
      '-sS',
      '--noproxy',
      '',
      '--max-time',
      '20',
      '--socks5-hostname',
      socks,
      '--cacert',
      authority,
    ];
    const jar = ['-b', join(folder, 'jar'), '-c', join(folder, 'jar')];
    return (await promisify(execFile)('curl', [...own, ...jar, ...args])).stdout;
  };
  const send = async (url: string): Promise<string> => {
    const [, csrf = ''] = /name="csrf" value="([^"]*)/.exec(await curl(url)) ?? [];
    const fields = { user: 'mia', password: PASSWORD, csrf };
    const data = Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
    return curl('-o', join(folder, 'page'), '-w', '%{http_code} %{redirect_url}', ...data, url);
  };
  t.is(await send('http://bank.test/sign-up'), '303 http://bank.test/account');
  t.is(await send('https://bank.test/login'), '303 https://bank.test/account');
  t.is(
    await curl('-o', join(folder, 'page'), '-w', '%{http_code}', 'http://outside.test/').catch(
      () => 'refused',
    ),
    'refused',
  );
  running.child.kill('SIGTERM');
  const { code, stdout } = await running.ended;
  t.is(code, 143);
  t.false(existsSync(dirname(authority)), 'the run’s folder is gone');
  return { saved: readFileSync(saved, 'utf8'), out: stdout };
}

/** Every byte that passed, and all that is said besides. */
function contentOf(saved: string): Buffer {
  const bytes = saved.split('\n').flatMap((line): Buffer[] => {
    const fact: unknown = line === '' ? {} : JSON.parse(line);
    const captured = isRecord(fact) ? fact['bytes'] : undefined;
    return typeof captured === 'string' ? [Buffer.from(captured, 'base64')] : [];
  });
  return Buffer.concat([Buffer.from(saved), ...bytes]);
}

const found = (content: Buffer): boolean =>
  waysOf(PASSWORD).ways.some(({ patterns }) =>
    patterns.some((pattern) => content.includes(Buffer.from(pattern))),
  );

withCurl(
  'whoever brings a client of their own is read on 80 and sealed on 443; what is saved holds no password and no key',
  async (t) => {
    const { saved, out } = await ownHands(t);
    t.regex(out, /plain .*opened: mia/);
    t.regex(out, /sealed .*signed in: mia/);
    t.regex(out, /asked for outside\.test:80, which is not in the lab: refused/);
    t.false(found(contentOf(saved)));
    t.false(saved.includes('tls-secret-logged'));
    t.true(saved.includes('"secret-typed"'));
  },
);

withCurl('with --with-typed what is saved holds what was typed', async (t) => {
  const { saved } = await ownHands(t, '--with-typed');
  t.true(found(contentOf(saved)));
});

test('where no window can be, a browser that is asked for is an error that says what to do', async (t) => {
  const { code, stderr } = await run(t, ['live', '--browser', 'chromium'], {
    env: { DISPLAY: undefined },
  });
  t.is(code, 3);
  t.is(
    stderr,
    'plainsight: no window can be opened here (neither DISPLAY nor WAYLAND_DISPLAY is set): say --browser none, and come with curl or a browser of your own\n',
  );
});

test('a window can be where a display is named', (t) => {
  t.true(hasWindows({ DISPLAY: ':0' }, 'linux'));
  t.true(hasWindows({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'));
  t.false(hasWindows({ DISPLAY: '' }, 'linux'));
  t.true(hasWindows({}, 'darwin'));
});
