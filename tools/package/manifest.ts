/** What the project's own package.json holds, as far as the package takes it over. */
export interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

/** What is taken over as it is. Dependencies are not: dist/ holds all that the program needs. */
const KEPT = ['name', 'version', 'description', 'license', 'bin', 'type', 'engines'] as const;

/** What is in the package beside package.json, README.md and LICENSE, which are in every package. */
export const PACKAGE_FILES = ['dist', 'scenarios', 'docs', 'CHANGELOG.md'] as const;

/**
 * package.json of the package, from the project's own. `repository`, where it is built, is what a registry compares a
 * statement of provenance with; without it none is asked for.
 */
export function packageManifest(project: ProjectManifest, repository?: string): Record<string, unknown> {
  const kept = Object.fromEntries(KEPT.map((key) => [key, project[key]]));
  return {
    ...kept,
    keywords: ['security', 'workshop', 'tls', 'https', 'man-in-the-middle', 'teaching'],
    files: [...PACKAGE_FILES],
    // A program, not a library: what others may name is the schema, for their editors.
    exports: {
      './package.json': './package.json',
      './scenario.schema.json': './scenarios/scenario.schema.json',
    },
    ...(repository !== undefined && {
      repository: { type: 'git', url: `git+${repository.replace(/(\.git)?$/, '.git')}` },
      publishConfig: { access: 'public', provenance: true },
    }),
  };
}
