import test from 'ava';
import { modulesOf, ownModules } from './modules.ts';
import type { Module } from './modules.ts';

/** Each exported name that more than one file declares, with where, and where it is passed on. */
function namesTwice(modules: readonly Module[]): readonly string[] {
  const places = new Map<string, { declared: Set<string>; passedOn: Set<string> }>();
  for (const { path, exports } of modules)
    for (const { name, passedOn } of exports) {
      const place = places.get(name) ?? { declared: new Set(), passedOn: new Set() };
      place[passedOn ? 'passedOn' : 'declared'].add(path);
      places.set(name, place);
    }
  return [...places]
    .filter(([, { declared }]) => declared.size > 1)
    .map(([name, { declared, passedOn }]) => {
      const again = passedOn.size > 0 ? `, passed on by ${[...passedOn].join(', ')}` : '';
      return `${name}: ${[...declared].join(', ')}${again}`;
    });
}

test('Two declarations of a name are told, whatever they are; passing a name on is none', (t) => {
  const modules = modulesOf({
    'a.ts': `export function one() {}
      export const two = 2, { three, four: [five] } = all;
      export interface Six {}
      export type Seven = 7;
      export class Eight {}
      const nine = 9, inner = 10;
      export { nine, inner as ten };
      export interface Pair {}
      export const Pair = {};
      export function over(a: string): void;
      export function over(a: number): void;
      export default {};`,
    'b.ts': `import { one, x as Seven } from './a.ts';
      export { one, Seven };
      export { two } from './a.ts';
      export { nine as ten } from './a.ts';
      export * as five from './a.ts';
      export class three {}
      export const enum Six {}
      export default function () {}
      const over = 1;
      type Eight = 8;`,
  });
  t.deepEqual(namesTwice(modules), [
    'three: a.ts, b.ts',
    'five: a.ts, b.ts',
    'Six: a.ts, b.ts',
    'Seven: a.ts, b.ts',
    'ten: a.ts, b.ts',
    'default: a.ts, b.ts',
  ]);
  t.deepEqual(
    namesTwice([...modules, ...modulesOf({ 'c.ts': 'export const two = 2' })])[0],
    'two: a.ts, c.ts, passed on by b.ts',
  );
});

test('No exported name is declared in two files', (t) => {
  t.deepEqual(namesTwice(ownModules()), []);
});
