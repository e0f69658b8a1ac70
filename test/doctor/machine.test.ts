import test from 'ava';
import { isReady } from '../../src/doctor/check.ts';
import { loopbackCheck } from '../../src/doctor/loopback.ts';
import { nodeCheck } from '../../src/doctor/node.ts';
import { limitOf, openFilesCheck } from '../../src/doctor/open-files.ts';
import { findTemporaryFolder, temporaryFolderCheck } from '../../src/doctor/temporary-folder.ts';
import { supportedNodes } from '../../src/root.ts';
import { freshFolder } from '../helpers/program.ts';

const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'connect' });

test('Node is good within the lines that package.json names, too old before them, and unknown after', (t) => {
  const engines = supportedNodes();
  for (const [version, state] of [
    ['18.19.1', 'fail'],
    ['22.19.9', 'fail'],
    ['22.20.0', 'ok'],
    ['22.100.0', 'ok'],
    ['23.1.0', 'note'],
    ['24.11.1', 'note'],
    ['24.12.0', 'ok'],
    ['26.11.0', 'note'],
    ['26.12.1', 'ok'],
    ['28.0.0', 'note'],
  ] as const) {
    const check = nodeCheck(version, engines);
    t.is(check.state, state, version);
    t.is(check.todo === undefined, state === 'ok', version);
  }
  t.is(
    nodeCheck('20.0.0', '^22.20.0 || ^24.12.0').todo,
    'use 22.20.0 or newer of the 22s, or 24.12.0 or newer of the 24s: nodejs.org has them, and in a checkout make puts one into .toolchain/node_modules/node/bin',
  );
});

test('Without loopback nothing runs, and what to do fits the system', (t) => {
  t.is(loopbackCheck(undefined, 'linux').state, 'ok');
  for (const [platform, todo] of [
    ['linux', /^sudo ip link set lo up$/],
    ['darwin', /^sudo ifconfig lo0 up$/],
    ['win32', /the loopback interface must be up/],
  ] as const) {
    const check = loopbackCheck(systemError('ENETUNREACH'), platform);
    t.false(isReady([check]));
    t.regex(check.found, /ENETUNREACH/);
    t.regex(check.todo ?? '', todo);
  }
  t.regex(loopbackCheck(systemError('ETIMEDOUT'), 'linux').todo ?? '', /a firewall must let loopback pass/);
  t.not(loopbackCheck(new Error('no code'), 'linux').todo, undefined);
});

/** What Linux says of a process's limits, with this soft one of open files. */
function limits(soft: string): string {
  return `Max file size             unlimited            unlimited            bytes
Max open files            ${soft}                 4096                 files
`;
}

test('The limit of open files is read from what Linux says', (t) => {
  t.is(limitOf(limits('256')), 256);
  t.is(limitOf(limits('unlimited')), Number.MAX_SAFE_INTEGER);
  t.is(limitOf(''), undefined);
});

test('Too few open files stop the lessons, few of them only a class', (t) => {
  for (const [limit, enough, state] of [
    [40, false, 'fail'],
    [100, true, 'note'],
    [1_024, true, 'ok'],
    [Number.MAX_SAFE_INTEGER, true, 'ok'],
  ] as const) {
    const check = openFilesCheck({ limit, needed: 52, enough }, 'darwin');
    t.is(check.state, state, `${limit}`);
    t.is(check.todo, state === 'ok' ? undefined : 'ulimit -n 4096');
    t.notRegex(check.found, /9007/);
  }
});

test('A temporary folder is one that may be written to, that others keep their hands off, and whose name leaves room', (t) => {
  const long = `/${'x'.repeat(62)}`;
  for (const [found, platform, state, says] of [
    [{ path: '/tmp', mode: 0o1777 }, 'linux', 'ok', /^\/tmp, mode 1777$/],
    [{ path: '/run/user/1', mode: 0o700 }, 'linux', 'ok', /mode 0700/],
    [{ path: '/tmp', mode: 0o777 }, 'linux', 'note', /others may remove/],
    [{ path: '/no', code: 'ENOENT' }, 'linux', 'note', /is not there \(ENOENT\)/],
    [{ path: '/', mode: 0o755, code: 'EROFS' }, 'darwin', 'note', /cannot be written to \(EROFS\)/],
    [{ path: long, mode: 0o700 }, 'linux', 'note', /too long for a socket/],
    [{ path: long.slice(0, 62), mode: 0o700 }, 'linux', 'ok', /mode 0700/],
    [{ path: long.slice(0, 62), mode: 0o700 }, 'darwin', 'note', /too long for a socket/],
    [{ path: String.raw`C:\Temp`, mode: 0o666 }, 'win32', 'ok', /^C:\\Temp$/],
  ] as const) {
    const check = temporaryFolderCheck(found, platform);
    t.is(check.state, state, found.path);
    t.regex(check.found, says);
    t.is(check.todo === undefined, state === 'ok');
  }
});

test('A folder is looked at by making one in it', async (t) => {
  const folder = await freshFolder(t);
  t.deepEqual(findTemporaryFolder(folder), { path: folder, mode: 0o700 });
  t.like(findTemporaryFolder(`${folder}/no`), { mode: undefined, code: 'ENOENT' });
});
