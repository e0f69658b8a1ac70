import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { programRoot } from '../src/root.ts';

const read = (name: string): string => readFileSync(join(programRoot(), name), 'utf8');

/** The packages named in the first column of the tables in a document. */
function named(markdown: string): string[] {
  const cells = [...markdown.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

test('docs/dependencies.md tells of every package that is asked for, in its own table, and of no other', (t) => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const [run = '', development = ''] = read('docs/dependencies.md').split('## For development');
  t.deepEqual(named(run).toSorted(), Object.keys(dependencies).toSorted());
  t.deepEqual(named(development).toSorted(), Object.keys(devDependencies).toSorted());
});
