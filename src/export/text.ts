import { knownFact } from '../../lab/facts/session.ts';
import type { Fact, SessionOpened } from '../../lab/facts/session.ts';
import { printable } from '../../lab/text/printable.ts';
import { foreignTranscriber } from './foreign-text.ts';
import { NO_TALLY, tallied, tallyText } from '../views/stage/tally.ts';

/** Columns kept for the name of a lane, at least and at most; a longer name pushes its own line aside. */
const LANE_COLUMNS = { least: 10, most: 32 } as const;

/**
 * Writes a transcript fact by fact: the lines of each, and before the last how the class has done with
 * the questions. Give it the facts of one session, in order.
 */
export function transcriber(): (fact: Fact) => readonly string[] {
  const own = ownTranscriber();
  let tell = own;
  return (fact) => {
    if (fact.type === 'session-opened') tell = fact.source === undefined ? own : foreignTranscriber(own);
    return tell(fact);
  };
}

function ownTranscriber(): (fact: Fact) => readonly string[] {
  let tally = NO_TALLY;
  let width: number = LANE_COLUMNS.least;
  return (fact) => {
    if (fact.type === 'session-opened') {
      tally = NO_TALLY;
      width = columnsFor(fact);
    }
    if (fact.type === 'question-explained') tally = tallied(tally, fact);
    const lines = transcript(fact, width);
    const text = tallyText(tally);
    if (fact.type !== 'session-closed' || text === '') return lines;
    const [blank = '', ...rest] = lines;
    return [blank, `questions: ${text}`, ...rest];
  };
}

/** Columns that the names of a session's lanes take. */
function columnsFor({ lanes }: SessionOpened): number {
  const longest = Math.max(LANE_COLUMNS.least, ...lanes.map(({ id }) => id.length));
  return Math.min(longest, LANE_COLUMNS.most);
}

/** Columns of the name of who did it. */
const DOER_COLUMNS = 10;

/**
 * The transcript of a fact: lines without line ends, none for what a reader need not see. Safe for a
 * terminal. `width` columns are kept for the name of its lane.
 */
export function transcript(fact: Fact, width: number = LANE_COLUMNS.least): readonly string[] {
  const { by, sentence = 'untold' } = knownFact(fact) ?? {};
  if (sentence === 'untold') return [];
  const said = sentence(fact);
  const doer = by === undefined || by === 'lab' ? '' : by.padEnd(DOER_COLUMNS);
  const before = 'lane' in fact ? `   ${fact.lane.padEnd(width)} ${doer}` : '';
  return (typeof said === 'string' ? [said] : said).map((line) => printable(before + line));
}
