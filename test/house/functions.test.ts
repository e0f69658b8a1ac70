import test from 'ava';
import { modulesOf, ownModules } from './modules.ts';
import type { Module } from './modules.ts';

/** A function has fewer lines than this, from its first to its last, with comments, blank lines and what is nested in it. */
const TOO_LONG = 80;

/** The functions that may be longer, five at the most, each with the reason. */
const LONGER: Readonly<Record<string, string>> = {};

/** The long functions of `modules` by file and name, with the count of their lines. */
function longOnes(modules: readonly Module[]): readonly (readonly [name: string, lines: number])[] {
  return modules.flatMap(({ path, functions }) =>
    functions
      .filter(({ lines }) => lines >= TOO_LONG)
      .map(({ name, lines }) => [`${path} ${name}`, lines] as const),
  );
}

const filler = (count: number): string => '// one line\n\n'.repeat(count / 2);

test('Functions of every kind are measured with what is nested in them, comments and blank lines', (t) => {
  const long = {
    'a.ts': `function long() {\n${filler(78)}}\nfunction short() {\n${filler(76)}\n}`,
    'b.ts': `const outer = () => {\nconst inner = function () {\n${filler(78)}}\n}`,
    'c.ts': `class Place { constructor() {\n${filler(78)}}\n get size() {\n${filler(78)}}\n go() {\n${filler(78)}} }`,
    'd.tsx': `call(function () {\n${filler(78)}});\nconst of = { method() {\n${filler(78)}} }`,
  };
  t.deepEqual(longOnes(modulesOf(long)), [
    ['a.ts long', 80],
    ['b.ts outer', 82],
    ['b.ts outer.inner', 80],
    ['c.ts Place.constructor', 80],
    ['c.ts Place.size', 80],
    ['c.ts Place.go', 80],
    ['d.tsx ', 80],
    ['d.tsx of.method', 80],
  ]);
});

test(`Functions are under ${TOO_LONG} lines, but for those that are named here`, (t) => {
  const long = longOnes(ownModules());
  t.deepEqual(
    long.map(([name]) => name).toSorted(),
    Object.keys(LONGER).toSorted(),
    long.map((one) => one.join(': ')).join('\n'),
  );
  t.true(Object.keys(LONGER).length <= 5);
});
