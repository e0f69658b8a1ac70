// Saves a session that never ends, and says so on standard output once a thousand facts are in it.
import { saveTo } from '../../src/session/file.ts';
import { Session } from '../../src/session/session.ts';
import { bigSession } from '../../tools/support/big-session.ts';

const session = new Session();
saveTo(process.argv[2] ?? '', session);
let facts = 0;
for (const fact of bigSession({ segments: 1_000_000, bytes: 256, steps: 10 })) {
  session.restore(fact);
  facts += 1;
  if (facts === 1_000) process.stdout.write('1000\n');
}
