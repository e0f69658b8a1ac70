import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { Fact, QuestionAsked } from '../../../lab/facts/session.ts';

/** A question with what the class chose: from 1; 0 where it passed; undefined where nobody answered. */
export interface AskedAndAnswered extends QuestionAsked {
  readonly choice?: number;
  /** How many voted for each choice, where a class did. */
  readonly votes?: readonly number[];
}

/** The questions of a session, each with the answer that was given to it. */
export function questionsOf(facts: readonly Fact[]): AskedAndAnswered[] {
  const questions: AskedAndAnswered[] = [];
  for (const fact of facts) {
    if (fact.type === 'question-asked') questions.push(fact);
    const last = questions.at(-1);
    if (fact.type === 'question-closed' && last !== undefined)
      questions[questions.length - 1] = { ...last, votes: fact.votes };
    else if (fact.type === 'answer-given' && last !== undefined) {
      questions[questions.length - 1] = { ...last, choice: fact.choice };
    }
  }
  return questions;
}

/** Every question with its choices, the right one, why, and what the class chose. */
export function Questions({ questions }: { readonly questions: readonly AskedAndAnswered[] }): ReactNode {
  if (questions.length === 0) return <p>Nothing was asked.</p>;
  return questions.map((question, index) => (
    <section key={index} aria-labelledby={`question-${index + 1}`}>
      <h3 id={`question-${index + 1}`}>{printable(question.question)}</h3>
      <ol className="choices">
        {question.choices.map((choice, at) => (
          <li key={at}>
            {printable(choice)}
            {question.votes !== undefined && (
              <span className="soft"> · votes: {question.votes[at] ?? 0}</span>
            )}
            {at + 1 === question.answer && <span className="good"> ✓ right</span>}
            {at + 1 === question.choice && <span className="soft"> (the class chose this)</span>}
          </li>
        ))}
      </ol>
      {question.because !== '' && <p>{printable(question.because)}</p>}
      <p className="soft">{chosen(question)}</p>
    </section>
  ));
}

function chosen({ choice, answer }: AskedAndAnswered): string {
  if (choice === undefined) return 'It was not answered.';
  if (choice === 0) return 'No answer was chosen.';
  if (answer === 0) return 'A poll: no answer is right or wrong.';
  return choice === answer ? 'The class was right.' : 'The class chose another answer.';
}
