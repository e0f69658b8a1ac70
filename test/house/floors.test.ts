import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { programRoot } from '../../src/root.ts';
import { FLOORS, floorOf, importFault, packageOf } from './floors.ts';
import { ownModules } from './modules.ts';

const MODULES = ownModules();
const FILES = new Set(MODULES.map(({ path }) => path));

test('Every floor has files', (t) => {
  const used = new Set([...FILES].map(floorOf));
  t.deepEqual(
    Object.keys(FLOORS).filter((floor) => !used.has(floor)),
    [],
  );
});

test('Every floor knows only what stands before it in the table', (t) => {
  const order = Object.keys(FLOORS);
  for (const [index, floor] of order.entries()) {
    // A whole side, such as `src`, stands for every floor in it.
    const known = (FLOORS[floor] ?? []).flatMap((one) =>
      order.filter((other) => other === floorOf(one) || other.startsWith(`${one}/`)),
    );
    t.deepEqual(
      known.filter((one) => order.indexOf(one) >= index),
      [],
      floor,
    );
  }
});

test('Imports run downward only, as the table of floors says', (t) => {
  const faults = MODULES.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, line }) => {
      const fault = importFault(path, specifier, FILES);
      return fault === undefined ? [] : [`${path}:${line}: ${fault}`];
    }),
  );
  t.deepEqual(faults, []);
});

test('The lab and the program use only packages that are installed with them', (t) => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(programRoot(), 'package.json'), 'utf8'),
  );
  const specifiers = MODULES.filter(({ path }) => /^(lab|src)/.test(path)).flatMap(({ imports }) =>
    imports.flatMap(({ specifier = '.' }) => (/^(\.|node:)/.test(specifier) ? [] : [packageOf(specifier)])),
  );
  t.deepEqual(
    [...new Set(specifiers)].filter(
      // A package that consists of types only is not there to be installed.
      (name) => !(name in dependencies) && !(`@types/${name}` in devDependencies),
    ),
    [],
  );
});
