import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { programRoot } from '../src/root.ts';

/** What a file in a folder may import, and what the linter must refuse it. */
const RULES: Readonly<Record<string, { readonly may: string; readonly not: string }>> = {
  'lab/victim': {
    may: '../facts.ts ../bank/money.ts node:net',
    not: '../../src/errors.ts ../../src/session/facts.ts',
  },
  'src/decode': {
    may: '../../lab/facts.ts ./tls/names.ts node:crypto node:zlib',
    not: `../session/facts.ts ../state/cell.ts ../link/client.ts ../cli.ts ../errors.ts ../../lab/settings.ts
      ../../lab/victim/hsts.ts fs node:fs node:fs/promises node:net node:tls node:http`,
  },
  'src/session': {
    may: '../../lab/facts.ts ../errors.ts node:fs',
    not: '../decode/bytes.ts ../state/state.ts ../link/client.ts ../../lab/limits.ts',
  },
  'src/state': {
    may: '../../lab/facts.ts ../session/facts.ts ../session/log.ts ../decode/bytes.ts',
    not: `../stage/theme.ts ../export/text.ts ../script/claims.ts ../session/read.ts ../../lab/lab.ts node:fs
      node:fs/promises`,
  },
  'src/link': {
    may: '../errors.ts node:net',
    not: '../stage/director.ts ../session/facts.ts ../commands/run.ts ../../lab/facts.ts',
  },
  'src/stage': {
    may: '../../lab/facts.ts ../state/state.ts ../export/format-ids.ts ../link/messages.ts',
    not: '../script/scenario.ts ../commands/run.ts ../cli.ts ../../lab/lab.ts ../../lab/limits.ts',
  },
  'src/export': {
    may: '../../lab/facts.ts ../state/state.ts ../stage/stage.tsx',
    not: '../script/scenario.ts ../commands/run.ts ../../lab/settings.ts ../../lab/bank/money.ts',
  },
  'src/script': {
    may: '../../lab/lab.ts ../../lab/settings.ts ../../lab/facts.ts ../session/facts.ts ../decode/bytes.ts',
    not: `../../lab/network.ts ../../lab/certificates.ts ../../lab/victim/hsts.ts ../state/state.ts
      ../stage/theme.ts ../link/client.ts`,
  },
  'src/script/claims': {
    may: '../../../lab/facts.ts ../../decode/bytes.ts',
    not: '../../../lab/network.ts ../../state/state.ts',
  },
  'src/commands': {
    may: '../script/player.ts ../stage/open.tsx ../link/server.ts',
    not: '../cli.ts ../../lab/lab.ts ../../lab/facts.ts',
  },
  src: { may: './commands/run.ts ./errors.ts', not: '../lab/lab.ts' },
};

/** Every way to import a module. */
const WAYS = ["import { x } from 'M';\nx();\n", "export { x } from 'M';\n", "await import('M');\n"];

/** The numbers of the files that the project's own linter finds an import rule broken in. */
function refused(sources: readonly (readonly [folder: string, source: string])[]): ReadonlySet<number> {
  const root = mkdtempSync(join(tmpdir(), 'plainsight-rules-'));
  try {
    copyFileSync(join(programRoot(), '.oxlintrc.json'), join(root, '.oxlintrc.json'));
    for (const [index, [folder, source]] of sources.entries()) {
      const file = join(root, folder, `file-${index}.ts`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, source);
    }
    const oxlint = join(programRoot(), 'node_modules', '.bin', 'oxlint');
    const { stdout } = spawnSync(oxlint, ['--format', 'unix'], { cwd: root, encoding: 'utf8' });
    const broken = stdout.matchAll(/file-(\d+)\.ts:.*(?:no-restricted-imports|prefer-node-protocol)/g);
    return new Set(Array.from(broken, ([, index]) => Number(index)));
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('The linter holds every direction of imports that CONTRIBUTING states, whichever way one imports.', (t) => {
  const cases = Object.entries(RULES).flatMap(([folder, { may, not }]) =>
    [may, not].flatMap((modules) =>
      modules
        .split(/\s+/)
        .flatMap((module) =>
          WAYS.map((way) => ({ folder, source: way.replace('M', module), wrong: modules === not })),
        ),
    ),
  );
  const found = refused(cases.map(({ folder, source }) => [folder, source]));
  for (const [index, { folder, source, wrong }] of cases.entries())
    t.is(found.has(index), wrong, `${folder}: ${source}`);
});
