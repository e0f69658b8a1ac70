import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { KUBERNETES } from '../../tools/chart/chart.ts';

type Labels = Readonly<Record<string, string>>;

/** What a probe asks. */
interface Probe {
  readonly httpGet: { readonly path: string };
}

/** A container, as far as the tests look at it. */
interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly resources: unknown;
  readonly securityContext: unknown;
  readonly ports: readonly [{ readonly name: string }];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

/** A volume of a pod's. */
interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

/** A pod, as far as the tests look at it. */
interface Pod {
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly containers: readonly [Container];
  readonly volumes: readonly Volume[];
}

/** What the tests look at in manifests, by their kinds; of another kind a manifest has not these. */
interface Specs {
  readonly Deployment: {
    readonly replicas: number;
    readonly strategy: unknown;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
  };
  readonly Service: {
    readonly selector: Labels;
    readonly ports: readonly [{ readonly name: string; readonly targetPort: string }];
  };
  readonly NetworkPolicy: {
    readonly podSelector: { readonly matchLabels: Labels };
    readonly policyTypes: readonly string[];
    readonly ingress: readonly [{ readonly ports: readonly [{ readonly port: string }] }];
    readonly egress: readonly unknown[];
  };
  readonly Ingress: {
    readonly tls: readonly [{ readonly hosts: readonly string[] }];
    readonly rules: readonly [
      {
        readonly host: string;
        readonly http: {
          readonly paths: readonly [
            {
              readonly path: string;
              readonly backend: {
                readonly service: { readonly name: string; readonly port: { readonly name: string } };
              };
            },
          ];
        };
      },
    ];
  };
  readonly PersistentVolumeClaim: unknown;
  readonly Secret: undefined;
}

/** A kind of what the chart makes. */
export type ManifestKind = keyof Specs;

/** A manifest of Kubernetes'. */
export interface Manifest<Kind extends ManifestKind = ManifestKind> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Labels };
  readonly spec: Specs[Kind];
  /** Of a Secret. */
  readonly data?: Labels;
}

/** Whether a manifest is of a kind. */
export function isKind<Kind extends ManifestKind>(
  manifest: Manifest,
  kind: Kind,
): manifest is Manifest<Kind> {
  return manifest.kind === kind;
}

/** The manifests in a text of YAML, read as Kubernetes reads it: by YAML 1.1. Throws where it is none. */
export function manifestsIn(text: string): readonly Manifest[] {
  return [...parseAllDocuments(text, { version: '1.1' })].flatMap((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    const manifest = document.toJS();
    return manifest === null ? [] : [manifest];
  });
}

/** What any manifest says of itself, sound or not. */
type Named = Pick<Manifest, 'apiVersion' | 'kind'>;

/** What the kind of a manifest is called in kubernetes-models, and where it stands there. */
function placeOf({ apiVersion, kind }: Named): string {
  return join(KUBERNETES, 'node_modules', 'kubernetes-models', apiVersion, `${kind}.js`);
}

/** What the API's schemas say of a manifest: fields that are missing, of another type, or out of bounds. */
export async function apiFaults(manifest: Named): Promise<readonly string[]> {
  const place = placeOf(manifest);
  if (!existsSync(place)) return [`there is no ${manifest.kind} in ${manifest.apiVersion}`];
  const module = await import(pathToFileURL(place).href);
  try {
    new module[manifest.kind](manifest).validate();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A file of TypeScript that compiles only where each manifest has no field that the API has not. */
export function typedManifests(manifests: readonly Named[]): string {
  return manifests
    .map((manifest, index) => {
      const { apiVersion, kind } = manifest;
      return `import type { I${kind} as I${index} } from 'kubernetes-models/${apiVersion}/${kind}';
export const m${index}: I${index} = ${JSON.stringify(manifest)};\n`;
    })
    .join('');
}

/** The manifests of a file. */
export function manifestsOf(path: string): readonly Manifest[] {
  return manifestsIn(readFileSync(path, 'utf8'));
}
