import { posix } from 'node:path';
import test from 'ava';
import { ownModules } from './modules.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** The shortest way from `start` back to itself, with `start` at both ends; `undefined` where there is none. */
function circleFrom(start: string, edges: Graph): readonly string[] | undefined {
  const ways = new Map([[start, [start]]]);
  for (const [at, way] of ways)
    for (const next of edges.get(at) ?? [])
      if (next === start) return [...way, start];
      else if (!ways.has(next)) ways.set(next, [...way, next]);
  return undefined;
}

/** As many shortest circles as it takes to show each node that is in one. */
function circlesOf(edges: Graph): readonly (readonly string[])[] {
  const circles: (readonly string[])[] = [];
  for (const start of edges.keys()) {
    const circle = circles.some((one) => one.includes(start)) ? undefined : circleFrom(start, edges);
    if (circle !== undefined) circles.push(circle);
  }
  return circles;
}

test('A circle is found at any length, and what only leads into one is none', (t) => {
  const edges = { a: ['b'], b: ['c', 'd'], c: ['d'], d: ['b'], e: ['e'], f: [], g: ['f', 'gone'] };
  t.deepEqual(
    circlesOf(new Map(Object.entries(edges))).map((circle) => circle.join('')),
    ['bdb', 'cdbc', 'ee'],
  );
});

test('No file imports itself by way of others, types counted', (t) => {
  const edges = ownModules().map(({ path, imports }): [string, string[]] => [
    path,
    imports.map(({ specifier = '' }) => posix.join(posix.dirname(path), specifier)),
  ]);
  const circles = circlesOf(new Map(edges));
  t.deepEqual(
    circles.map((circle) => circle.join(' → ')),
    [],
  );
});
