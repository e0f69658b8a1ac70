import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { PROGRAMS } from '../../lab/programs/programs.ts';
import { confinementOf, findConfinement } from '../../lab/programs/confinement.ts';
import { EXAMINED, programCheck } from '../../src/doctor/programs.ts';
import { needing } from '../helpers/needing.ts';
import { freshFolder } from '../helpers/program.ts';

test('Every program that the lab knows is looked for', (t) => {
  t.deepEqual(EXAMINED.toSorted(), Object.keys(PROGRAMS).toSorted());
});

test('A program is found, too old, in a box of its own, silent, broken or missing', (t) => {
  const path = '/usr/sbin/nginx';
  for (const [found, state, says] of [
    [{ program: { path, version: PROGRAMS.nginx.tried } }, 'ok', /^1\.22\.1, \/usr\/sbin\/nginx$/],
    [{ program: { path, version: '1.29.0' } }, 'ok', /^1\.29\.0 \(tried with 1\.22\.1\), /],
    [{ program: { path } }, 'ok', /^\/usr\/sbin\/nginx does not say its version \(tried with 1\.22\.1\)$/],
    [
      { program: { path, version: '1.10.3' } },
      'note',
      /too old .*real-servers, which needs 1\.13\.0 or newer/,
    ],
    [{ program: { path, version: '1.29.0' }, confinement: 'snap' }, 'note', /a snap, which cannot see/],
    [{ code: 'ENOEXEC' }, 'note', /does not start it \(ENOEXEC\)/],
    [{}, 'note', /^not found; only for the lesson real-servers$/],
  ] as const) {
    const check = programCheck('nginx', found, 'linux');
    t.is(check.state, state);
    t.regex(check.found, says);
    t.is(check.todo === undefined, state === 'ok');
  }
});

test('What is missing is told with the way to get it on this system, and never stops the built-in lessons', (t) => {
  for (const name of EXAMINED)
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const { state, todo } = programCheck(name, {}, platform);
      t.is(state, 'note');
      t.is(todo, PROGRAMS[name].install[platform]);
    }
});

test('A snap and a flatpak are known by path, by link and by the script that starts them', (t) => {
  for (const [path, real, head, confinement] of [
    ['/usr/bin/chromium', '/usr/bin/chromium', '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"', undefined],
    ['/snap/bin/chromium', '/usr/bin/snap', '\u007fELF', 'snap'],
    ['/usr/local/bin/firefox', '/snap/firefox/4848/usr/lib/firefox', '\u007fELF', 'snap'],
    [
      '/usr/bin/chromium-browser',
      '/usr/bin/chromium-browser',
      '#!/bin/sh\nexec /snap/bin/chromium "$@"\n',
      'snap',
    ],
    ['/usr/bin/firefox', '/usr/bin/firefox', '#!/bin/sh\nexec snap run firefox', 'snap'],
    ['/usr/bin/firefox', '/usr/bin/firefox', '\u007fELF /snap/bin/', undefined],
    ['/var/lib/flatpak/exports/bin/firefox', '/x', '', 'flatpak'],
    ['/home/a/firefox', '/home/a/firefox', '#!/bin/sh\nflatpak run org.mozilla.firefox', 'flatpak'],
    ['/opt/snapshot/bin/firefox', '/opt/snapshot/bin/firefox', '', undefined],
  ] as const)
    t.is(confinementOf(path, real, head), confinement, path);
});

needing('fifo')(
  'A file is looked at through its links, and one that is not there is in no box',
  async (t) => {
    const folder = await freshFolder(t);
    const script = join(folder, 'script');
    await writeFile(script, '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    await chmod(script, 0o755);
    await symlink(script, join(folder, 'chromium'));
    t.is(findConfinement(join(folder, 'chromium')), 'snap');
    t.is(findConfinement(join(folder, 'no')), undefined);
  },
);
