// Bundles the program into dist/: one file, and what V8 makes of it is kept beside it. A bundle starts in half the time.
import { readFileSync, writeFileSync, rmSync, mkdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';

/**
 * `import` of a built-in module reads every one of its exports, and some of them load others: Node's own fetch, child
 * processes, a terminal's lines. As `require` they are read when they are used.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, namespace }) => {
      if (!isBuiltin(path)) return undefined;
      return namespace === 'builtin'
        ? { path, external: true }
        : { path: path.replace(/^node:/, ''), namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}')`,
    }));
  },
};

/** What packages use where it is there, and go on without: nothing of the machine's is loaded by chance. */
const optional = {
  name: 'optional',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(bufferutil|utf-8-validate|cardinal)$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: "throw new Error('not in the bundle')",
    }));
  },
};

/**
 * http-mitm-proxy signs certificates with node-forge; the interceptor never lets it (lab/attacker/leash/). Ink asks
 * for the developer tools only when DEV is set.
 */
const unused = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node-forge|react-devtools-core)$/ }, ({ path }) => ({
      path,
      namespace: 'nothing',
    }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({
      contents: 'module.exports = { pki: {}, md: {} }',
    }));
  },
};

const options = {
  bundle: true,
  platform: 'node',
  // Modules that a bundle can join, where a package has them: those of CommonJS are each run as they were written.
  mainFields: ['module', 'main'],
  target: 'node22',
  format: 'esm',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [lazyBuiltins, optional, unused],
  metafile: true,
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
// The body of a function, not a module: only of a script does V8 keep what it compiled while that ran.
const { outputFiles, metafile } = await build({
  ...options,
  entryPoints: ['src/main.ts'],
  write: false,
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    'import.meta': 'importMeta',
  },
  banner: { js: "(async (require, importMeta) => { 'use strict';" },
  footer: { js: '})' },
});
const [{ text, hash }] = outputFiles;
// One byte a character is read in a tenth of the time.
if (/[^\0-\xff]/.test(text)) throw new Error('the bundle holds a character beyond Latin-1');
writeFileSync('dist/program.js', text, 'latin1');
// The guard is a process of its own, which the program starts beside itself. What compiles the catalogue's scenarios runs
// here alone: a start need not read YAML for them. So does what gathers the licences of all that is bundled.
await build({
  ...options,
  entryPoints: {
    guard: 'lab/programs/guard.ts',
    compile: 'src/script/catalogue/compile.ts',
    licences: 'tools/package/licences.ts',
  },
  outdir: 'dist',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const { compileCatalogue } = await import('./dist/compile.js');
writeFileSync('dist/catalogue.json', await compileCatalogue());
const { bundledPackages, licencesText } = await import('./dist/licences.js');
const packages = bundledPackages(Object.keys(metafile.inputs));
writeFileSync('dist/LICENCES.txt', licencesText(packages, readFileSync('LICENSE', 'utf8')));
for (const made of ['compile', 'licences']) rmSync(`dist/${made}.js`);
const beside = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
const missing = beside.filter(({ path }) => !isBuiltin(path)).map(({ path }) => path);
if (missing.length > 0) throw new Error(`the bundle is not whole: it asks for ${missing.join(', ')}`);
writeFileSync(
  'dist/plainsight.js',
  `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(
    \`plainsight: this is Node.js \${process.versions.node}, and 22.20 or newer is needed: nodejs.org has it, and in a checkout make puts one into .toolchain/node_modules/node/bin\`,
  );
  process.exit(3);
}
const require = process.getBuiltinModule('module').createRequire(import.meta.url);
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');
const attempt = (call) => {
  try {
    return call();
  } catch {}
};
// V8 keeps what was used: that is another part for each command, and on a screen.
const [command = ''] = /^[a-z]+$/.exec(process.argv[2]) ?? [];
const name = ['${hash.replaceAll('/', '_')}', process.version, process.arch, command, require('node:tty').isatty(1)].join('-');
const folder = import.meta.dirname + '/.cache/';
const filename = import.meta.dirname + '/program.js';
// V8 takes what it is given: its sum, which stands behind it, says whether it is whole.
const cachedData = attempt(() => {
  const bytes = readFileSync(folder + name);
  const code = bytes.subarray(0, -4);
  return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
});
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
const keep = () => {
  const written = folder + name + '.' + process.pid;
  attempt(() => {
    const code = script.createCachedData();
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(code));
    mkdirSync(folder, { recursive: true });
    writeFileSync(written, Buffer.concat([code, sum]));
    renameSync(written, folder + name);
  });
  attempt(() => rmSync(written, { force: true }));
};
if (script.cachedDataRejected !== false) process.once('exit', (status) => status === 0 && keep());
await script.runInThisContext()(require, import.meta);
`,
  { mode: 0o755 },
);
