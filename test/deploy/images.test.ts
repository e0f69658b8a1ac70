import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { programRoot } from '../../src/root.ts';
import { stagePackage } from '../../tools/package/stage.ts';
import { freshFolder } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';

const root = programRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of a Containerfile, stage by stage: what goes on over lines is one, and comments are none. */
function stagesOf(path: string): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = [[]];
  const text = read(path)
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '');
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (word === 'FROM') stages.push([]);
    stages.at(-1)?.push({ word, rest });
  }
  return stages;
}

const IMAGES = ['Containerfile', 'deploy/jupyterhub/Containerfile'] as const;

/** What an instruction may be called. */
const WORDS = /^(ARG|FROM|LABEL|COPY|RUN|ENV|VOLUME|WORKDIR|USER|ENTRYPOINT|CMD)$/;

for (const image of IMAGES)
  test(`${image}: every line is an instruction, every base has a tag, the last stage is nobody's root`, (t) => {
    const stages = stagesOf(image);
    const names = new Set<string>();
    for (const { word, rest } of stages.flat()) {
      t.regex(word, WORDS, rest);
      if (word === 'FROM') {
        const [base = '', , name] = rest.split(/\s+/);
        t.regex(base, /^(\$\{PLAINSIGHT\}|[a-z0-9./-]+:[a-z0-9.-]+)$/);
        t.notRegex(base, /:latest$/);
        if (name !== undefined) names.add(name);
      }
      const [, from] = /^--from=(\S+)/.exec(rest) ?? [];
      if (from !== undefined) t.true(names.has(from), from);
      t.false(word === 'RUN' && rest.includes('sudo'));
    }
    const user = stages.at(-1)?.findLast(({ word }) => word === 'USER')?.rest;
    t.regex(user ?? '', /^(1000:1000|\$\{NB_UID\})$/);
  });

test('What the image is built from is in the context, and what it copies is made there', (t) => {
  const [, build = [], last = []] = stagesOf('Containerfile');
  t.is(read('.dockerignore'), read('.containerignore'));
  const [everything, ...kept] = read('.containerignore').trim().split('\n');
  t.is(everything, '*');
  for (const name of kept) t.true(name.startsWith('!') && existsSync(join(root, name.slice(1))), name);
  for (const part of ['src', 'lab', 'tools', 'build.js', 'tsconfig.json', 'package-lock.json', 'LICENSE'])
    t.true(kept.includes(`!${part}`), part);
  t.true(build.some(({ rest }) => rest.endsWith('node build/tools/package.js')));
  t.true(last.some(({ rest }) => rest === '--from=build /build/build/package /opt/plainsight'));
  t.true(
    last.some(
      ({ word, rest }) => word === 'ENTRYPOINT' && rest.includes('/opt/plainsight/dist/plainsight.js'),
    ),
  );
  t.true(last.some(({ word, rest }) => word === 'VOLUME' && rest === '/tmp'));
});

needing(['own mounts', 'nobody'])(
  'As in the image: a user without rights, nothing to be written but /tmp, and a lesson runs',
  async (t) => {
    const folder = await freshFolder(t);
    stagePackage(root, join(folder, 'plainsight'));
    const node = process.execPath;
    // Everything is read-only, and so is what the tests made; /tmp is new. Node and the program are kept in sight below /mnt.
    const script = `set -e
    mount --make-rprivate /
    mount -t tmpfs none /mnt && mkdir /mnt/plainsight /mnt/node
    mount --bind "$1" /mnt/plainsight && touch /mnt/node/node && mount --bind "$2" /mnt/node/node
    mount -t tmpfs -o mode=1777 none /tmp
    mount -o remount,bind,ro /mnt/plainsight; mount -o remount,ro /mnt; mount -o remount,bind,ro /
    cd /tmp
    exec setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs --bounding-set=-all -- \\
      env -i HOME=/tmp XDG_RUNTIME_DIR=/tmp LANG=C.UTF-8 /mnt/node/node -e "$3" /mnt/plainsight/dist/plainsight.js`;
    const inside = `
    const { writeFileSync } = require('node:fs');
    const { spawnSync } = require('node:child_process');
    for (const folder of ['/', '/mnt', '/mnt/plainsight/dist', '/var/tmp'])
      try { writeFileSync(folder + '/written', ''); console.log('wrote to ' + folder); } catch (error) { console.log(error.code); }
    const { status, stdout } = spawnSync(process.execPath, [process.argv[1], 'run', 'bank-login', '--save', '/tmp/login.jsonl'], { encoding: 'utf8' });
    console.log(status, stdout.trimEnd().split('\\n').at(-1));`;
    const args = ['-m', 'sh', '-c', script, 'sh', join(folder, 'plainsight'), node, inside];
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 60_000 });
    t.is(stderr, '');
    const lines = stdout.trimEnd().split('\n');
    t.is(lines.length, 5);
    for (const line of lines.slice(0, 4)) t.regex(line, /^(EROFS|EACCES)$/);
    t.is(lines[4], '0 5 claims held, 0 failed.');
  },
);

test('The devcontainer has a Node that the project takes, and builds with a goal that make has', (t) => {
  const { image, remoteUser, postCreateCommand } = JSON.parse(read('.devcontainer/devcontainer.json'));
  const major = /javascript-node:(\d+)-/.exec(image)?.[1];
  t.true(JSON.parse(read('package.json')).engines.node.includes(`^${major}.`));
  t.is(remoteUser, 'node');
  const makefile = read('Makefile');
  for (const goal of postCreateCommand.split(' ').slice(1)) t.true(makefile.includes(`\n${goal}:`), goal);
});

test('A student’s terminal listens on loopback, reaches nothing but the hub and names, and has what a lab needs', (t) => {
  const { singleuser } = parse(read('deploy/jupyterhub/values.yaml'));
  const { data, mountPath } = singleuser.extraFiles.terminal;
  t.regex(mountPath, /^\/etc\/jupyter\/jupyter_server_config\.d\/.*\.json$/);
  const { command } = data.ServerProxy.servers.plainsight;
  t.is(command[command.indexOf('--interface') + 1], '127.0.0.1');
  t.deepEqual(command.slice(-2), ['plainsight', 'demo']);
  const rules = Object.entries(singleuser.networkPolicy.egressAllowRules);
  const allowed = rules.flatMap(([rule, isAllowed]) => (isAllowed === false ? [] : [rule]));
  t.deepEqual([rules.length, allowed], [6, ['dnsPortsKubeSystemNamespace', 'dnsPortsPrivateIPs']]);
  t.deepEqual(singleuser.memory, { guarantee: '256M', limit: '512M' });
  t.is(singleuser.defaultUrl, '/plainsight/');
});
