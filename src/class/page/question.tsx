import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { Question } from '../../views/stage/state.ts';

/** How the vote stands: which question it is about, and whether it is taken. */
export interface Voting {
  readonly question: number;
  readonly open: boolean;
  readonly voted: number;
  /** Whose page it is, where it is drawn for one student: where a form leads, their key, and what they voted for. */
  readonly own?: { readonly action: string; readonly key: string; readonly choice?: number };
}

/** What is asked: with a button a choice while votes are taken, with bars after that, and with the answer once the run has shown it. */
export function VotedOn({
  question,
  voting,
}: {
  readonly question: Question;
  readonly voting: Voting;
}): ReactNode {
  const { open, own } = voting;
  return (
    <section aria-labelledby="asked" className="asked">
      <h2 id="asked">{printable(question.question)}</h2>
      {open ? (
        <form method="post" action={own?.action ?? ''} data-question={voting.question}>
          <input type="hidden" name="key" value={own?.key ?? ''} />
          <input type="hidden" name="question" value={voting.question} />
          {question.choices.map((choice, index) => (
            <button
              key={index}
              type="submit"
              name="choice"
              value={index + 1}
              aria-pressed={own?.choice === index + 1}
            >
              {index + 1} · {printable(choice)}
            </button>
          ))}
        </form>
      ) : (
        <Result question={question} />
      )}
      {question.explained === true && question.because !== '' && <p>{printable(question.because)}</p>}
    </section>
  );
}

function Result({ question }: { readonly question: Question }): ReactNode {
  const { choices, votes, explained, answer } = question;
  const all = Math.max(1, ...(votes ?? []));
  return (
    <ol className="result">
      {choices.map((choice, index) => (
        <li key={index}>
          {printable(choice)}
          {explained === true && answer === index + 1 && <span className="good"> ✓ right</span>}
          {votes !== undefined && (
            <span className="bar-row">
              <meter min={0} max={all} value={votes[index] ?? 0} aria-label={`Votes for ${index + 1}`} />{' '}
              {votes[index] ?? 0}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** How many have voted, and nothing of what for. */
export function VoteCount({
  question,
  voting,
}: {
  readonly question: Question;
  readonly voting: Voting;
}): ReactNode {
  if (!voting.open) return question.votes === undefined ? null : <p className="soft">The vote is closed.</p>;
  return (
    <p className="soft">
      {voting.voted === 1 ? '1 vote' : `${voting.voted} votes`} so far. You may change yours until it is
      closed.
    </p>
  );
}
