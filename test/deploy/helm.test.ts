import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { programRoot } from '../../src/root.ts';
import { CHART, goldenPath, KUBERNETES, runTool, templated, VALUE_SETS } from '../../tools/chart/chart.ts';
import type { ToolSaid } from '../../tools/chart/chart.ts';
import { apiFaults, isKind, manifestsIn, manifestsOf, typedManifests } from '../helpers/manifests.ts';
import type { Manifest } from '../helpers/manifests.ts';
import { needing } from '../helpers/needing.ts';

const withHelm = needing('helm');
const withApi = needing("Kubernetes' API");

function said(t: ExecutionContext, what: ToolSaid | undefined): ToolSaid {
  return what ?? t.fail('the program is gone');
}

const helm = (t: ExecutionContext, ...args: readonly string[]): ToolSaid => said(t, runTool('helm', args));

withHelm('helm finds nothing to say of the chart, with each set of values', (t) => {
  for (const set of VALUE_SETS) {
    const { code, stdout } = helm(
      t,
      'lint',
      '--strict',
      CHART,
      '-f',
      join(CHART, 'ci', `${set}-values.yaml`),
    );
    t.is(code, 0, stdout);
    t.notRegex(stdout, /WARNING|ERROR/);
  }
});

withHelm('What the chart makes is what is kept, byte for byte (make golden writes it anew)', (t) => {
  for (const set of VALUE_SETS) {
    const { code, stdout, stderr } = said(t, templated(set));
    t.deepEqual([code, stderr], [0, '']);
    t.is(stdout, readFileSync(goldenPath(set), 'utf8'), set);
  }
});

withHelm('Values that cannot be meant are refused, and what is wrong is named', (t) => {
  for (const [value, named] of [
    ['ingress.enabled=true', /ingress/],
    ['teacher.token=short', /teacher\/token/],
    ['image.tag=latest', /image\/tag/],
    ['image.repository=', /image\/repository/],
    ['publicUrl=class.example.edu', /publicUrl/],
    ['publicUrl=https://a.example/?x', /publicUrl/],
    ['service.port=70000', /service\/port/],
    ['sessions.size=much', /sessions\/size/],
    ['replicas=2', /replicas/],
  ] as const) {
    const { code, stderr } = helm(t, 'template', 'monday', CHART, '--set', value);
    t.is(code, 1, value);
    t.regex(stderr, named, value);
  }
});

const names = (manifests: readonly Manifest[]): readonly string[] =>
  manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

withHelm('A second class is a second release: the two have no name in common, and a token each', (t) => {
  const [monday = [], tuesday = []] = ['monday', 'tuesday', 'monday'].map((name) =>
    manifestsIn(helm(t, 'template', name, CHART).stdout),
  );
  t.is(new Set([...names(monday), ...names(tuesday)]).size, monday.length + tuesday.length);
  const [token, otherToken] = [monday, tuesday].map((manifests) =>
    manifests.map(({ data }) => data?.['teacher-token'] ?? '').join(''),
  );
  t.not(token, otherToken);
  t.regex(Buffer.from(token ?? '', 'base64').toString(), /^[A-Za-z0-9]{32}$/);
  const [selector, otherSelector] = [monday, tuesday].map((manifests) =>
    manifests.filter((each) => isKind(each, 'Service')).map(({ spec }) => spec.selector),
  );
  t.notDeepEqual(selector, otherSelector);
  const long = `a${'b'.repeat(52)}`;
  for (const { metadata } of manifestsIn(helm(t, 'template', long, CHART).stdout))
    t.true(metadata.name.length <= 63, metadata.name);
});

withApi('Kubernetes’ API takes every manifest: no field is missing, wrong or unknown', async (t) => {
  const all = VALUE_SETS.flatMap((set) => manifestsOf(goldenPath(set)));
  for (const manifest of all) t.deepEqual(await apiFaults(manifest), [], manifest.kind);
  t.is(await compiled(t, all), '');
});

withApi(
  'What the API would refuse is found: a field that is missing, one of another type, and one that it has not',
  async (t) => {
    const all = manifestsOf(goldenPath('one-machine'));
    const good = all.find((each) => isKind(each, 'Deployment')) ?? t.fail();
    const { selector: _, ...unselected } = good.spec;
    const missing = { ...good, spec: unselected };
    const typed = { ...good, spec: { ...good.spec, replicas: 'one' } };
    const unknown = { ...good, spec: { ...good.spec, replikas: 1 } };
    for (const manifest of [missing, typed]) t.not((await apiFaults(manifest)).length, 0);
    t.deepEqual(await apiFaults({ ...good, kind: 'Deploy' }), ['there is no Deploy in apps/v1']);
    t.regex(await compiled(t, [unknown]), /"?'?replikas"?'? does not exist/);
  },
);

withHelm('kubectl reads every manifest as what it is', (t) => {
  for (const set of VALUE_SETS) {
    const args = ['label', '--local', '--dry-run=client', '-o', 'name', '-f', goldenPath(set), 'tried=yes'];
    const { code, stdout, stderr } = said(t, runTool('kubectl', args));
    t.deepEqual([code, stderr], [0, '']);
    t.is(stdout.trim().split('\n').length, manifestsOf(goldenPath(set)).length);
  }
});

/** What the compiler says of manifests as values of the API's types. */
async function compiled(
  t: ExecutionContext,
  manifests: Parameters<typeof typedManifests>[0],
): Promise<string> {
  const folder = join(KUBERNETES, `check-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await mkdir(folder);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'manifests.ts');
  await writeFile(file, typedManifests(manifests));
  const compiler = join(programRoot(), 'node_modules', 'typescript', 'bin', 'tsc');
  const options = '--noEmit --ignoreConfig --skipLibCheck --strict --module nodenext --target es2024'.split(
    ' ',
  );
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, ...options, file], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout + stderr;
}
