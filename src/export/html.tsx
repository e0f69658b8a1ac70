import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { printable } from '../../lab/text/printable.ts';
import type { Fact, SessionOpened } from '../../lab/facts/session.ts';
import { ladderAt } from '../views/ladder/ladder.ts';
import { isForeign } from '../views/foreign.ts';
import { anyMatrixAt, kindMeanings } from '../views/matrix/any-matrix.ts';
import { reduce } from '../views/stage/reduce.ts';
import { EMPTY_STATE } from '../views/stage/state.ts';
import type { LabState } from '../views/stage/state.ts';
import { Claims } from './html/claims.tsx';
import { Configurations, serversOf } from './html/configurations.tsx';
import { LadderFigure } from './html/ladder-figure.tsx';
import { Lanes } from './html/lanes.tsx';
import { MatrixTable } from './html/matrix-table.tsx';
import { Questions, questionsOf } from './html/questions.tsx';
import { STYLE_SHEET } from './html/style.ts';
import { openingOf } from './opening.ts';

/** Nothing may be loaded and nothing may run, whatever stands in the page. CSP Level 3. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * A session as one HTML page that stands alone: it loads nothing and runs nothing. The same session
 * gives the same bytes. What was captured is shown as text and cannot act.
 */
export function toHtml(facts: readonly Fact[]): string {
  const markup = renderToStaticMarkup(<Page facts={facts} />);
  return `<!DOCTYPE html>\n${markup.replace(/^<!DOCTYPE html>/i, '')}\n`;
}

const SECTIONS = [
  ['lanes', 'The lanes'],
  ['matrix', 'Who sees what'],
  ['ladder', 'The conversation'],
  ['claims', 'Claims'],
  ['servers', 'How the servers were configured'],
  ['questions', 'Questions'],
  ['steps', 'Step by step'],
] as const;

/** What a scenario has beside what passed: its claims, servers, questions and steps. */
function Lesson({
  facts,
  state,
  servers,
}: {
  readonly facts: readonly Fact[];
  readonly state: LabState;
  readonly servers: ReturnType<typeof serversOf>;
}): ReactNode {
  return (
    <>
      <Part id="claims">
        <Claims claims={state.claims} lanes={state.lanes} />
      </Part>
      {servers.length > 0 && (
        <Part id="servers">
          <Configurations servers={servers} lanes={state.lanes} />
        </Part>
      )}
      <Part id="questions">
        <Questions questions={questionsOf(facts)} />
      </Part>
      <Part id="steps">
        <ol>
          {state.steps.map(({ kind, text }, index) => (
            <li key={index}>{printable(text === '' ? kind : text)}</li>
          ))}
        </ol>
        <Notes notes={state.notes} />
      </Part>
    </>
  );
}

/** Sections that a session from elsewhere has. */
const OF_CAPTURES: ReadonlySet<string> = new Set(['matrix', 'ladder']);

/** What is to be known of a capture from elsewhere. */
function Noted({ noted }: { readonly noted: readonly string[] }): ReactNode {
  return noted.map((text) => <p key={text}>{printable(text)}</p>);
}

function Page({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  const state = facts.reduce(reduce, EMPTY_STATE);
  const opened = openingOf(facts);
  const servers = serversOf(facts);
  const foreign = isForeign(facts);
  const title = state.title === '' ? 'A session without a beginning' : printable(state.title);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} · Plainsight`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE_SHEET }} />
      </head>
      <body>
        <header>
          <h1>{title}</h1>
          <About state={state} opened={opened} />
          <nav aria-label="On this page">
            <ul>
              {SECTIONS.filter(([id]) =>
                foreign ? OF_CAPTURES.has(id) : id !== 'servers' || servers.length > 0,
              ).map(([id, name]) => (
                <li key={id}>
                  <a href={`#${id}`}>{name}</a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main>
          {!foreign && (
            <Part id="lanes">
              <Lanes lanes={state.lanes} facts={facts} />
            </Part>
          )}
          <Part id="matrix">
            <MatrixTable
              matrix={anyMatrixAt(facts, facts.length)}
              meanings={kindMeanings(facts)}
              foreign={foreign}
            />
          </Part>
          <Part id="ladder">
            <div className="lanes">
              {ladderAt(facts, facts.length).map((ladder, index) => (
                <LadderFigure key={ladder.lane.id} ladder={ladder} index={index} foreign={foreign} />
              ))}
            </div>
          </Part>
          {foreign && <Noted noted={state.noted} />}
          {!foreign && <Lesson facts={facts} state={state} servers={servers} />}
        </main>
        <footer>
          <p>Made by Plainsight from one recorded run. This page loads nothing and runs nothing.</p>
        </footer>
      </body>
    </html>
  );
}

function Part({
  id,
  children,
}: {
  readonly id: (typeof SECTIONS)[number][0];
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{SECTIONS.find(([known]) => known === id)?.[1]}</h2>
      {children}
    </section>
  );
}

const ABOUT_CAPTURES: ReadonlySet<string> = new Set(['File', 'Time', 'Version']);

function About({
  state,
  opened,
}: {
  readonly state: LabState;
  readonly opened: SessionOpened | undefined;
}): ReactNode {
  const failed = state.claims.filter(({ held }) => !held).length;
  const rows: readonly (readonly [string, ReactNode])[] = [
    ...(state.source === undefined ? [] : [['File', printable(state.source.file)] as const]),
    ['Scenario', printable(state.scenario)],
    ['Seed', state.seed === '' ? 'none: the session is sealed' : printable(state.seed)],
    ['Time', <Moment key="time" time={opened?.time ?? ''} />],
    ['Version', printable(opened?.version ?? '')],
    [
      'Claims',
      `${state.claims.length === 0 ? 'None was checked.' : `${state.claims.length - failed} held, ${failed} failed.`} ${ENDINGS[endingOf(state)]}`,
    ],
  ];
  const shown = state.source === undefined ? rows : rows.filter(([name]) => ABOUT_CAPTURES.has(name));
  return (
    <dl className="about">
      {shown.map(([name, value]) => (
        <Row key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

const ENDINGS = {
  finished: 'The run came to its end.',
  interrupted: 'The run was interrupted before its end.',
  broken: 'The run broke before its end.',
  open: 'The log stops before the run was over.',
} as const;

/** How the run ended. On a stage that is still open the lab is too, and the last step is the end. */
function endingOf({ closed, steps, step, stepDone }: LabState): keyof typeof ENDINGS {
  if (closed !== undefined) return closed.how;
  return steps.length > 0 && stepDone && step === steps.length - 1 ? 'finished' : 'open';
}

/** The session's own time in UTC, never the time at which the page is made. */
function Moment({ time }: { readonly time: string }): ReactNode {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return printable(time);
  const iso = moment.toISOString();
  return <time dateTime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}</time>;
}

/** What an instructor says and points at, folded away. */
function Notes({ notes }: { readonly notes: string }): ReactNode {
  const paragraphs = notes.split(/(?:\r?\n){2,}/).filter((text) => text.trim() !== '');
  if (paragraphs.length === 0) return null;
  return (
    <details>
      <summary>Notes for the instructor</summary>
      {paragraphs.map((text, index) => (
        <p key={index}>{printable(text.trim().replaceAll(/\s*\r?\n\s*/g, ' '))}</p>
      ))}
    </details>
  );
}
