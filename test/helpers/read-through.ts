// Goes through a saved session in every way and says how much memory that took.
import { toJsonLine } from '../../src/session/json.ts';
import { openSession } from '../../src/session/read.ts';
import { Timeline } from '../../src/stage/timeline.ts';

const before = process.memoryUsage.rss();
let most = 0;
const look = (): void => {
  most = Math.max(most, process.memoryUsage.rss());
};
const session = await openSession(process.argv[2] ?? '');
session.subscribe(look);
await session.index();
const timeline = new Timeline(session);
for (let point = 0; point < session.length; point += 1_000) {
  timeline.stateAt(point);
  look();
}
timeline.stateAt(0);
let facts = 0;
for (const fact of session.facts) {
  toJsonLine(fact);
  facts += 1;
  if (facts % 1_000 === 0) look();
}
session.close();
process.stdout.write(JSON.stringify({ facts, grown: most - before }));
