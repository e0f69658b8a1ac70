import { writeFileSync } from 'node:fs';
import { goldenPath, templated, VALUE_SETS } from './chart.ts';

// Writes anew what the chart makes of each set of values, to be looked at before it is kept.
for (const set of VALUE_SETS) {
  const said = templated(set);
  if (said?.code !== 0) throw new Error(said?.stderr ?? 'helm is not here: make chart brings it');
  writeFileSync(goldenPath(set), said.stdout);
}
