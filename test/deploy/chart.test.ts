import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { programVersion } from '../../src/root.ts';
import { CHART, goldenPath, VALUE_SETS } from '../../tools/chart/chart.ts';
import type { ValueSet } from '../../tools/chart/chart.ts';
import { isKind, manifestsOf } from '../helpers/manifests.ts';
import type { Manifest, ManifestKind } from '../helpers/manifests.ts';
import { run } from '../helpers/program.ts';

// What the chart makes is kept in test/fixtures/chart/, where it is looked at with no tool of Kubernetes'.

function kindIn<Kind extends ManifestKind>(t: ExecutionContext, set: ValueSet, kind: Kind): Manifest<Kind> {
  const found = manifestsOf(goldenPath(set)).filter((manifest) => isKind(manifest, kind));
  t.is(found.length, 1, `${set}: ${kind}`);
  return found[0] ?? t.fail();
}

const kindsIn = (set: ValueSet): readonly string[] =>
  manifestsOf(goldenPath(set))
    .map(({ kind }) => kind)
    .toSorted();

test('Each set of values has what it is for, and no more', (t) => {
  t.deepEqual(kindsIn('one-machine'), [
    'Deployment',
    'NetworkPolicy',
    'PersistentVolumeClaim',
    'Secret',
    'Service',
  ]);
  t.deepEqual(kindsIn('university'), [
    'Deployment',
    'Ingress',
    'NetworkPolicy',
    'PersistentVolumeClaim',
    'Service',
  ]);
  t.deepEqual(kindsIn('one-lesson'), ['Deployment', 'Ingress', 'NetworkPolicy', 'Secret', 'Service']);
});

test('A class is one pod, never two, without rights, and asks for what the chart says', (t) => {
  for (const set of VALUE_SETS) {
    const { spec } = kindIn(t, set, 'Deployment');
    t.is(spec.replicas, 1);
    t.deepEqual(spec.strategy, { type: 'Recreate' });
    const pod = spec.template.spec;
    t.like(pod, { automountServiceAccountToken: false, enableServiceLinks: false });
    t.like(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    t.is(pod.containers.length, 1);
    const [container] = pod.containers;
    t.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    t.deepEqual(container.resources, {
      requests: { cpu: '200m', memory: '256Mi' },
      limits: { memory: '512Mi' },
    });
    t.is(container.startupProbe.httpGet.path, '/readyz');
    t.is(container.readinessProbe.httpGet.path, '/readyz');
    t.is(container.livenessProbe.httpGet.path, '/healthz');
    t.false(container.image.endsWith(':latest'));
    t.deepEqual(container.args.slice(0, 4), ['class', '--course', '--listen', '0.0.0.0:8000']);
  }
});

test('What names another names one that is there: labels, ports, volumes, Secrets, claims and the Service', (t) => {
  for (const set of VALUE_SETS) {
    const manifests = manifestsOf(goldenPath(set));
    const named = (kind: string): readonly string[] =>
      manifests.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.name);
    const { spec } = kindIn(t, set, 'Deployment');
    const { labels } = spec.template.metadata;
    const service = kindIn(t, set, 'Service');
    const policy = kindIn(t, set, 'NetworkPolicy');
    for (const selector of [
      spec.selector.matchLabels,
      service.spec.selector,
      policy.spec.podSelector.matchLabels,
    ])
      t.like(labels, selector);
    const [container] = spec.template.spec.containers;
    const [port] = container.ports;
    t.is(service.spec.ports[0].targetPort, port.name);
    t.is(policy.spec.ingress[0].ports[0].port, port.name);
    t.deepEqual([policy.spec.egress, policy.spec.policyTypes], [[], ['Ingress', 'Egress']]);

    const { volumes } = spec.template.spec;
    t.deepEqual(
      container.volumeMounts.map(({ name }) => name),
      volumes.map(({ name }) => name),
    );
    for (const { secret, persistentVolumeClaim: claim } of volumes) {
      if (secret !== undefined && set !== 'university') t.deepEqual(named('Secret'), [secret.secretName]);
      if (claim !== undefined) t.deepEqual(named('PersistentVolumeClaim'), [claim.claimName]);
    }
    for (const ingress of manifests.filter((each) => isKind(each, 'Ingress'))) {
      const [rule] = ingress.spec.rules;
      const [{ backend, path }] = rule.http.paths;
      t.is(backend.service.name, service.metadata.name);
      t.is(backend.service.port.name, service.spec.ports[0].name);
      t.deepEqual(ingress.spec.tls[0].hosts, [rule.host]);
      const at = container.args.indexOf('--public-url');
      t.is(container.args[at + 1], `https://${rule.host}${path === '/' ? '' : path}`);
    }
  }
});

test('The token stands in the Secret alone, and is read from a file', (t) => {
  for (const set of VALUE_SETS) {
    const manifests = manifestsOf(goldenPath(set));
    const [token = 'MADE-UP'] = manifests.flatMap(({ data }) =>
      data === undefined ? [] : [Buffer.from(data['teacher-token'] ?? '', 'base64').toString()],
    );
    const others = manifests.filter(({ kind }) => kind !== 'Secret');
    t.false(JSON.stringify(others).includes(token));
    const [container] = kindIn(t, set, 'Deployment').spec.template.spec.containers;
    const at = container.args.indexOf('--teacher-token-file');
    t.is(container.args[at + 1], '/run/secrets/plainsight/teacher-token');
  }
});

test('The chart is of the version that the program is', (t) => {
  const { appVersion } = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'));
  t.is(appVersion, programVersion());
});

test('The command that the pod runs knows each option that it is given, once there is such a command', async (t) => {
  const { stdout } = await run(t, ['--help']);
  t.true(stdout.includes('\n  demo '));
  if (!stdout.includes('\n  class ')) return;
  const { stdout: help } = await run(t, ['class', '--help']);
  const [container] = kindIn(t, 'university', 'Deployment').spec.template.spec.containers;
  for (const option of container.args.filter((arg) => arg.startsWith('--')))
    t.regex(help, new RegExp(`^ +(-., )?${option}\\b`, 'm'));
});
