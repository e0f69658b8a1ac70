// Bundles the program into dist/: one file an entry, shared chunks beside it. A bundle starts in a third of the time.
import { writeFileSync, rmSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * `import` of a built-in module reads every one of its exports, and those of node:http load Node's own
 * fetch: 25 ms that nobody asked for. As `require` they are read when they are used.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, namespace }) =>
      namespace === 'builtin'
        ? { path, external: true }
        : { path: path.replace(/^node:/, ''), namespace: 'builtin' },
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}')`,
    }));
  },
};

/** http-mitm-proxy signs certificates with node-forge; the interceptor never lets it (lab/attacker/leash/). */
const noForge = {
  name: 'no-forge',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node-forge$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({
      contents: 'module.exports = { pki: {}, md: {} }',
    }));
  },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await build({
  entryPoints: {
    main: 'src/main.ts',
    guard: 'lab/programs/guard.ts',
    compile: 'src/script/catalogue/compile.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  // Modules that a bundle can join, where a package has them: those of CommonJS are each run as they were written.
  mainFields: ['module', 'main'],
  target: 'node22',
  format: 'esm',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Ink asks for the developer tools only when DEV is set.
  external: ['react-devtools-core'],
  plugins: [lazyBuiltins, noForge],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// The catalogue's scenarios, read and checked: a start need not read YAML for them.
const { compileCatalogue } = await import('./dist/compile.js');
writeFileSync('dist/catalogue.json', await compileCatalogue());
writeFileSync(
  'dist/plainsight.js',
  `#!/usr/bin/env node
import module from 'node:module';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(
    \`plainsight: this is Node.js \${process.versions.node}, and 22.20 or newer is needed; make puts one into .toolchain/node_modules/node/bin\`,
  );
  process.exit(3);
}
module.enableCompileCache?.(import.meta.dirname + '/.cache');
await import('./main.js');
`,
  { mode: 0o755 },
);
