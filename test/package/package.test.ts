import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { programRoot } from '../../src/root.ts';
import { bundledPackages, licencesText } from '../../tools/package/licences.ts';
import { packageManifest } from '../../tools/package/manifest.ts';
import { proofRoom } from '../../tools/package/proof.ts';
import { PACKAGE_SIZE, packPackage, stagePackage } from '../../tools/package/stage.ts';
import { freshFolder } from '../helpers/program.ts';

const root = programRoot();
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Licences that let a program be handed on with its notices, and ask for nothing else. */
const PERMISSIVE = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

test('The package asks for no other, and is not kept from a registry; the project says what it is made of', (t) => {
  const manifest = packageManifest(project);
  for (const key of ['private', 'dependencies', 'devDependencies', 'ava', 'repository', 'publishConfig'])
    t.false(key in manifest, key);
  t.true(Object.keys(project.dependencies).length > 0);
  for (const key of ['name', 'version', 'license', 'bin', 'engines', 'type'])
    t.deepEqual(manifest[key], project[key], key);
  t.deepEqual(packageManifest(project, 'https://git.example/lab/plainsight'), {
    ...manifest,
    repository: { type: 'git', url: 'git+https://git.example/lab/plainsight.git' },
    publishConfig: { access: 'public', provenance: true },
  });
});

test('From the package alone, in an empty folder: a lesson, its page, and completions', async (t) => {
  const folder = await freshFolder(t);
  stagePackage(root, join(folder, 'staged'));
  const { filename, unpackedSize, files } = packPackage(join(folder, 'staged'), folder);
  t.is(filename, `plainsight-${project.version}.tgz`);
  t.true(unpackedSize < PACKAGE_SIZE);
  const paths = files.map(({ path }) => path);
  for (const path of [
    'dist/plainsight.js',
    'dist/guard.js',
    'dist/LICENCES.txt',
    'scenarios/course.yaml',
    'LICENSE',
  ])
    t.true(paths.includes(path), path);
  t.deepEqual(
    paths.filter((path) => /\.cache|node_modules|\.tsx?$|\.map$/.test(path)),
    [],
  );
  const within = createRequire(join(folder, 'staged', 'some.js'));
  t.true(within.resolve('plainsight/scenario.schema.json').endsWith('scenario.schema.json'));
  t.throws(() => within.resolve('plainsight'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });

  const room = proofRoom(join(folder, filename));
  t.teardown(room.clear);
  const ran = room.npx('run', 'bank-login', '--save', 'login.jsonl');
  t.deepEqual([ran.code, ran.last], [0, '5 claims held, 0 failed.']);
  t.is(room.installed('export', 'login.jsonl', '--to', 'html', '-o', 'login.html').code, 0);
  t.is(room.installed('completion', 'bash').code, 0);
  const page = readFileSync(join(room.folder, 'login.html'), 'utf8');
  t.regex(page, /^<!doctype html>[^]*bank\.test/i);
  t.deepEqual((await readdir(room.folder)).toSorted(), ['login.html', 'login.jsonl', filename].toSorted());
});

test('Every package in the bundle is told with its licence, a permissive one, and with its text', (t) => {
  const text = readFileSync(join(root, 'dist', 'LICENCES.txt'), 'utf8');
  const told = new Map(
    [...text.matchAll(/^ {2}(\S+) \d[^:]*: (.+)$/gm)].map(([, name = '', licence = '']) => [name, licence]),
  );
  // commander is asked for; yoga-layout comes with ink; hono is the bank's.
  for (const name of ['commander', 'ink', 'yoga-layout', 'hono', 'mysql2']) t.true(told.has(name), name);
  for (const [name, licence] of told) {
    t.true(PERMISSIVE.has(licence), `${name}: ${licence}`);
    t.regex(
      text,
      new RegExp(`^${name.replaceAll(/[/.]/g, '\\$&')} \\d.*\\n(\\S.*\\n)*-{78}\\n\\n[^]{40}`, 'm'),
      name,
    );
  }
});

test('A licence is found in its file or in the README, is written once where it is shared, and must be there', async (t) => {
  const folder = await freshFolder(t);
  const make = async (name: string, manifest: object, files: Readonly<Record<string, string>>) => {
    const place = join(folder, 'node_modules', name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    for (const [file, text] of Object.entries(files)) await writeFile(join(place, file), text);
    return join(place, 'lib', 'index.js');
  };
  const whole = `Copyright (c) 2020 Somebody\n\n${'Permission is granted. '.repeat(10)}`;
  const inputs = [
    await make('a', { license: 'MIT' }, { LICENSE: whole, NOTICE: 'It holds parts of z.' }),
    await make('@s/b', { license: 'ISC' }, { 'license.md': whole }),
    await make('c', { license: 'ISC' }, { 'README.md': `# c\n\n## License\n\n${whole}\n\n## More\n\nNo.` }),
    await make('d', { license: 'MIT', author: { name: 'Dora' } }, {}),
    'src/main.ts',
  ];
  const packages = bundledPackages([...inputs, ...inputs]);
  t.deepEqual(
    packages.map(({ name, licence }) => `${name} ${licence}`),
    ['@s/b ISC', 'a MIT', 'c ISC', 'd MIT'],
  );
  const text = licencesText(packages, 'Our own.');
  t.true(text.includes('@s/b 1.0.0\nc 1.0.0\n---'), 'one text for two');
  t.true(text.includes('It holds parts of z.') && text.includes('Our own.') && text.includes('(c) Dora'));
  t.false(text.includes('No.'));
  const silent = await make('e', {}, { 'README.md': '# e\n' });
  t.throws(() => bundledPackages([silent]), { message: 'e says nothing of its licence' });
});
