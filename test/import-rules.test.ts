import { posix } from 'node:path';
import test from 'ava';
import { importFault } from './house/floors.ts';
import { modulesOf } from './house/modules.ts';

/** What a file in a folder may import, and what must be refused it. */
const RULES: Readonly<Record<string, { readonly may: string; readonly not: string }>> = {
  'lab/text': {
    may: './hex.ts node:buffer',
    not: '../wire/bytes.ts ../facts/facts.ts ../limits.ts ../../src/errors.ts node:fs node:process',
  },
  'lab/wire/tls': {
    may: '../bytes.ts ../http/head.ts ../../text/hex.ts node:crypto node:zlib',
    not: `../../facts/facts.ts ../../settings.ts ../../../src/explain/field.ts node:fs node:fs/promises node:net
      node:tls fs zlib`,
  },
  'lab/facts': {
    may: './session.ts ../wire/span.ts ../text/count.ts',
    not: '../limits.ts ../settings.ts ../bank/money.ts ../lab.ts ../../src/session/read.ts node:fs',
  },
  'lab/victim': {
    may: '../facts/facts.ts ../wire/bytes.ts ../text/hex.ts ../bank/money.ts node:net hono',
    not: `../../src/errors.ts ../../src/session/read.ts ../../src/explain/field.ts ../../tools/support/fuzz.ts
      http-mitm-proxy http-mitm-proxy/dist/lib/ca.js http node:module`,
  },
  'lab/attacker/attacks': {
    may: '../leash.ts ../../settings.ts http-mitm-proxy http-mitm-proxy/dist/lib/ca.js node:http',
    not: '../../../src/views/lane-log.ts',
  },
  'src/explain/tls': {
    may: '../field.ts ../../../lab/facts/facts.ts ../../../lab/wire/tls/names.ts ../../../lab/text/hex.ts node:crypto',
    not: `../../reading/streams.ts ../../views/lane-log.ts ../../session/read.ts ../../errors.ts ../../root.ts
      ../../../lab/settings.ts ../../../lab/lab.ts ../../../lab/victim/hsts.ts fs node:fs node:fs/promises node:net
      node:tls node:http`,
  },
  'src/reading': {
    may: '../explain/field.ts ../../lab/facts/facts.ts ../../lab/wire/bytes.ts ../../lab/text/hex.ts node:zlib',
    not: `../views/lane-log.ts ../session/read.ts ../stage/theme.ts ../errors.ts ../file-faults.ts
      ../../lab/settings.ts ../../lab/limits.ts node:fs node:child_process`,
  },
  'src/views/stage': {
    may: '../matrix/cell.ts ../../reading/streams.ts ../../explain/field.ts ../../../lab/wire/bytes.ts',
    not: `../../stage/theme.ts ../../export/text.ts ../../script/scenario.ts ../../session/read.ts
      ../../session/read.ts ../../link/client.ts ../../errors.ts ../../cli.ts ../../../lab/lab.ts
      ../../../lab/settings.ts node:fs node:fs/promises`,
  },
  'src/session': {
    may: '../../lab/facts/facts.ts ../../lab/wire/bytes.ts ../errors.ts ../file-faults.ts node:fs',
    not: `../explain/field.ts ../reading/streams.ts ../views/lane-log.ts ../script/scenario.ts ../link/client.ts
      ../../lab/limits.ts ../../lab/settings.ts ../../lab/lab.ts`,
  },
  'src/script': {
    may: `../../lab/lab.ts ../../lab/settings.ts ../../lab/facts/facts.ts ../session/read.ts ../views/lane-log.ts
      ../reading/streams.ts ../root.ts`,
    not: `../../lab/network.ts ../../lab/certificates.ts ../../lab/victim/hsts.ts ../../lab/attacker/tap.ts
      ../stage/theme.ts ../export/text.ts ../link/client.ts ../commands/run.ts http-mitm-proxy`,
  },
  'src/script/format': {
    may: '../../../lab/facts/facts.ts ../../../lab/settings.ts ../../views/claims/claims.ts',
    not: '../../../lab/network.ts ../../stage/theme.ts ../../cli.ts',
  },
  'src/link': {
    may: '../errors.ts ./client.ts ../../lab/text/hex.ts node:net',
    not: `../stage/director.ts ../export/text.ts ../session/read.ts ../views/lane-log.ts ../commands/run.ts
      ../../lab/facts/facts.ts ../../lab/wire/bytes.ts`,
  },
  'src/stage/panes': {
    may: `../../../lab/facts/facts.ts ../../../lab/text/hex.ts ../../views/stage/state.ts ../../reading/streams.ts
      ../../explain/field.ts ../../session/read.ts ../theme.ts ../../errors.ts ../../terminal/background.ts
      ink react`,
    not: `../../export/format-ids.ts ../../link/messages.ts ../../script/scenario.ts ../../commands/run.ts
      ../../cli.ts ../../ending.ts ../../../lab/lab.ts ../../../lab/settings.ts ../../../lab/limits.ts`,
  },
  'src/export': {
    may: '../../lab/facts/facts.ts ../views/stage/state.ts ../session/read.ts ../errors.ts',
    not: `../stage/stage.tsx ../link/messages.ts ../script/scenario.ts ../commands/run.ts
      ../../lab/settings.ts ../../lab/bank/money.ts`,
  },
  'src/terminal': {
    may: './locale.ts node:string_decoder node:tty',
    not: `../errors.ts ../stage/theme.ts ../doctor/check.ts ../commands/run.ts ../../lab/text/hex.ts
      ../../lab/machine.ts`,
  },
  'src/doctor': {
    may: `../terminal/locale.ts ../errors.ts ../root.ts ../../lab/machine.ts ../../lab/network.ts
      ../../lab/programs/find.ts ../../lab/text/count.ts node:fs`,
    not: `../stage/layout.ts ../script/scenario.ts ../export/text.ts ../link/server.ts ../session/read.ts
      ../commands/output.ts ../ending.ts ../../lab/lab.ts ../../lab/settings.ts ../../lab/attacker/tap.ts
      ../../lab/facts/facts.ts`,
  },
  'src/commands': {
    may: `../doctor/examine.ts ../terminal/locale.ts ../script/player.ts ../stage/open.tsx ../export/formats.ts ../link/server.ts
      ../ending.ts ../../lab/facts/facts.ts ../../lab/text/count.ts`,
    not: `../cli.ts ../main.ts ../../lab/lab.ts ../../lab/settings.ts ../../lab/limits.ts ../../lab/machine.ts
      ../../lab/programs/find.ts`,
  },
  'src/cli': {
    may: '../commands/run.ts ../errors.ts ../export/format-ids.ts ./options.ts commander',
    not: '../cli.ts ../main.ts ../ending.ts ../stage/stage.tsx ../script/scenario.ts ../../lab/lab.ts ../../lab/text/hex.ts',
  },
  tools: {
    may: '../src/stage/stage.tsx ../lab/attacker/tap.ts ./support/fuzz.ts node:module',
    not: '../test/helpers/saved.ts ../bench/measure.ts http-mitm-proxy',
  },
  bench: {
    may: '../src/stage/stage.tsx ../lab/lab.ts ../tools/support/fuzz.ts ./measure.ts node:module',
    not: '../test/helpers/saved.ts ../test/house/floors.ts',
  },
};

/** Every way to import a module. */
const WAYS = [
  "import { x } from 'M';\nx();",
  "import x from 'M';\nx();",
  "import * as x from 'M';\nx();",
  "import { 'any name' as x } from 'M';\nx();",
  "import x, { type Y } from 'M';\nx();",
  "import 'M';",
  "import type { X } from 'M';\nexport type Y = X;",
  "import { type X } from 'M';\nexport type Y = X;",
  "import type * as x from 'M';\nexport type Y = x.X;",
  "import x = require('M');\nx();",
  "import type x = require('M');\nexport type Y = x.X;",
  "export import x = require('M');",
  "export { x } from 'M';",
  "export { x as y } from 'M';",
  "export * from 'M';",
  "export * as x from 'M';",
  "export type { X } from 'M';",
  "export { type X } from 'M';",
  "export type * from 'M';",
  "await import('M');",
  'await import(`M`);',
  "export const x = async () => (await import('M', { with: {} })).x;",
  "export type X = import('M').X;",
  "export type X = typeof import('M');",
  "export const x: readonly import('M').X[] = [];",
  "declare module 'M' {\n  interface X {}\n}",
  '/// <reference path="M" />',
  '/// <reference types="M" />',
];

/** What is wrong with the imports of each source, by the path of its file; `known` are the other files that there are. */
function faultsOf(
  sources: Readonly<Record<string, string>>,
  known: Iterable<string> = [],
): ReadonlyMap<string, readonly string[]> {
  const files = new Set([...Object.keys(sources), ...known]);
  return new Map(
    modulesOf(sources).map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier }) => importFault(path, specifier, files) ?? []),
    ]),
  );
}

test('Every direction of imports that CONTRIBUTING states is held, whichever way one imports', (t) => {
  const cases = Object.entries(RULES).flatMap(([folder, { may, not }]) =>
    [may, not].flatMap((modules) =>
      modules
        .trim()
        .split(/\s+/)
        .flatMap((module) =>
          WAYS.map((way) => ({ folder, module, source: way.replace('M', module), wrong: modules === not })),
        ),
    ),
  );
  const paths = cases.map(({ folder }, index) => `${folder}/case-${index}.ts`);
  const sources = Object.fromEntries(cases.map(({ source }, index) => [paths[index], source]));
  const found = faultsOf(
    sources,
    cases.map(({ folder, module }) => posix.join(folder, module)),
  );
  for (const [index, { folder, source, wrong }] of cases.entries())
    t.is(found.get(paths[index] ?? '')?.length, wrong ? 1 : 0, `${folder}: ${source}`);
});

/** Ways around the rules, each in a file that may not go it. */
const AROUND: Readonly<Record<string, string>> = {
  'src/views/computed.ts': "const floor = '../stage/theme.ts';\nawait import(floor);",
  'src/views/joined.ts': "await import('../stage/' + 'theme.ts');",
  'src/views/template.ts': 'const name = "theme";\nawait import(`../stage/${name}.ts`);',
  'src/views/detour.ts': "import '../views/../stage/theme.ts';",
  'src/views/through-test.ts': "import '../../test/helpers/log.ts';",
  'src/views/other-name.ts': "import '../../lab/wire/bytes.js';",
  'src/views/absolute.ts': "import '/src/stage/theme.ts';",
  'src/views/address.ts': "import 'file:///src/stage/theme.ts';",
  'src/views/subpath.ts': "import '#stage/theme.ts';",
  'src/views/inner.ts': "export function late() {\n  return import('../stage/theme.ts');\n}",
  'src/views/json.ts': "import facts from '../../package.json' with { type: 'json' };\nfacts();",
  'src/stage/require.ts': "import { createRequire } from 'node:module';\nexport const x = createRequire;",
  'src/stage/process.ts': "export const fs = process.getBuiltinModule('fs');",
  'src/stage/commonjs.cts': "const fs = require('fs');\nfs();",
  'src/stage/cased.TSX/theme.ts': "import '../../Export/text.ts';",
  'src/elsewhere/file.ts': "import '../../lab/text/hex.ts';",
  'src/elsewhere.ts': "import '../lab/text/hex.ts';",
};

test('There is no way around the rules', (t) => {
  const known = ['src/stage/theme.ts', 'src/export/text.ts', 'lab/wire/bytes.ts', 'lab/text/hex.ts'];
  for (const [path, faults] of faultsOf(AROUND, known)) t.true(faults.length > 0, path);
});
