import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { runFolderFault, runFolderIn } from '../../../lab/programs/run-folder.ts';

const long = (length: number): string => `/${'a'.repeat(length)}`;

test('a folder whose path is too long for a socket is named as such, by the system’s own limit', (t) => {
  const most = 107 - '/plainsight-run-0123456789abcdef/app-443.sock'.length - 1;
  t.is(runFolderFault(long(most), 'linux', false), undefined);
  t.regex(runFolderFault(long(most + 1), 'linux', false) ?? '', /is too long for a socket in it$/);
  t.regex(runFolderFault(long(most - 3), 'darwin', false) ?? '', /is too long/);
  t.is(runFolderFault(long(500), 'win32', false), undefined);
});

test('a name that means more in a configuration is refused, and odd ones are not', (t) => {
  for (const name of ['/a"b', '/a\nb']) t.regex(runFolderFault(name, 'linux', false) ?? '', /in its name$/);
  for (const name of ['/a b', "/a'b", '/a;b', '/a[1]*?', '/a{}#$', '/ü'])
    t.is(runFolderFault(name, 'linux', false), undefined);
});

test('where programs run as somebody else, a folder through which nobody may pass is named', (t) => {
  const parent = mkdtempSync('/tmp/plainsight-test-');
  t.teardown(() => rmSync(parent, { recursive: true }));
  chmodSync(parent, 0o755);
  mkdirSync(join(parent, 'closed'), { mode: 0o700 });
  mkdirSync(join(parent, 'closed', 'open'), { mode: 0o755 });
  t.is(runFolderFault(parent, 'linux', true), undefined);
  t.true(
    runFolderFault(join(parent, 'closed', 'open'), 'linux', true)?.startsWith(
      join(parent, 'closed lets nobody'),
    ),
  );
  t.is(runFolderFault(join(parent, 'closed'), 'linux', false), undefined);
});

test('every run has a folder of its own', (t) => {
  t.not(runFolderIn('/tmp'), runFolderIn('/tmp'));
});
