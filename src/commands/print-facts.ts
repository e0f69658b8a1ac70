import type { Fact } from '../../lab/facts/session.ts';
import { openOutput } from './output.ts';

/** Characters of output that may wait for a slow reader. */
const WAITING = 256 * 1024;

/**
 * Writes facts as lines to standard output, no faster than they are read there. `passing` is told of each fact, and what it
 * returns is waited for; what `last` gives stands below all.
 */
export async function printFacts(
  facts: Iterable<Fact>,
  linesOf: (fact: Fact) => readonly string[],
  passing: (fact: Fact) => Promise<void> | void,
  last: () => string = () => '',
): Promise<void> {
  const output = openOutput(process.stdout);
  let waiting = '';
  try {
    for (const fact of facts) {
      await passing(fact);
      for (const line of linesOf(fact)) waiting += `${line}\n`;
      if (waiting.length < WAITING) continue;
      output.write(waiting);
      waiting = '';
      await output.flush();
    }
    waiting += last();
  } finally {
    output.write(waiting);
    await output.flush();
  }
}
