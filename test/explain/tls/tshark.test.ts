import test from 'ava';
import { needing } from '../../helpers/needing.ts';
import { COMPARED } from './compared-fields.ts';
import { loadAll, rfc8448 } from '../../../tools/support/recordings.ts';
import { differences, readByTshark, readByUs } from './tshark-reading.ts';
import type { Read } from './tshark-reading.ts';

const withTshark = needing('tshark');
const RECORDINGS = [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)];

/** tshark shows a length that reaches past the end of its message; ours says `malformed` there. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  'alert-decode-error': ['tls.handshake.cipher_suites_length'],
};

let read: readonly Read[] | undefined;

/** How often each field was compared, and how often the two differed. */
const table = new Map(COMPARED.map(({ theirs }) => [theirs, { values: 0, handshakes: 0, differ: 0 }]));
let handshakes = 0;

for (const [index, recording] of RECORDINGS.entries()) {
  withTshark(`${recording.name}: tshark reads the same`, (t) => {
    handshakes += 1;
    read ??= readByTshark(RECORDINGS);
    const theirs = read[index];
    if (theirs === undefined) return t.fail('tshark read nothing of it');
    const found = differences(readByUs(recording), theirs);
    for (const [name, row] of table) {
      const values = (theirs.toBank.get(name)?.length ?? 0) + (theirs.toVictim.get(name)?.length ?? 0);
      row.values += values;
      row.handshakes += values > 0 ? 1 : 0;
      row.differ += found.some(([differing]) => differing === name) ? 1 : 0;
    }
    t.deepEqual(
      found.filter(([name]) => EXPLAINED[recording.name]?.includes(name) !== true),
      [],
    );
  });
}

test.after.always('the table of what was compared', (t) => {
  if (handshakes === 0) return;
  const rows = [...table.values()];
  const total = rows.reduce((sum, { values }) => sum + values, 0);
  const differing = rows.reduce((sum, { differ }) => sum + differ, 0);
  t.log(
    `${handshakes} handshakes, ${table.size} fields, ${total} values, ${differing} differences, ${Object.keys(EXPLAINED).length} explained`,
  );
  t.log(`${'field'.padEnd(62)} values, in so many handshakes, differences`);
  for (const [name, { values, handshakes: seen, differ }] of table) {
    t.log(
      `${name.padEnd(62)} ${String(values).padStart(5)} ${String(seen).padStart(3)} ${String(differ).padStart(2)}`,
    );
  }
});
