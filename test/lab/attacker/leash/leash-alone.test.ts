import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { programRoot } from '../../../../src/root.ts';

/** The files that may know http-mitm-proxy: what holds it, what holds its WebSockets, and what wraps its context of one exchange. */
const LEASH = [
  'lab/attacker/leash/leashed-exchange.ts',
  'lab/attacker/leash/leashed-proxy.ts',
  'lab/attacker/leash/leashed-sockets.ts',
];

test('Three files know http-mitm-proxy; whatever else the program is made of does not import it', (t) => {
  const files = ['lab', 'src'].flatMap((folder) =>
    readdirSync(join(programRoot(), folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const knowing = files.filter((file) =>
    /(?:from|import|require)[\s(]*['"]http-mitm-proxy\b/.test(
      readFileSync(join(programRoot(), file), 'utf8'),
    ),
  );
  t.deepEqual(knowing.toSorted(), LEASH);
});
