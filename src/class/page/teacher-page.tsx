import type { ReactNode } from 'react';
import { classDocument } from './document.tsx';

/** The clicker's keys: what each orders, and how it is called. The page shows the last two only where they mean something. */
const ORDERS = [
  ['back', 'Back'],
  ['hold', 'Hold or go on'],
  ['next', 'Next'],
  ['close', 'Close the question'],
  ['blank', 'Blank'],
  ['restart', 'Play anew'],
  ['go-on', 'Next lesson'],
] as const;

/** The teacher's page, the same for everybody: what it shows comes only to who has the token. */
export function teacherPage({ base, clear }: { readonly base: string; readonly clear: boolean }): string {
  return classDocument(
    { title: 'Teacher', base, script: 'teacher.js' },
    <>
      <main>
        <h1>Teacher</h1>
        <noscript>
          <p>This page needs its script.</p>
        </noscript>
        {clear && (
          <p className="bad">
            This page came over plain HTTP on a network: whoever is on the path reads the token, and can steer
            your lesson with it.
          </p>
        )}
        <p id="status" role="status">
          Not connected.
        </p>
        <form id="token-form" className="door" hidden>
          <p>
            <label htmlFor="token">The token that stands in the terminal</label>
            <input id="token" type="password" autoComplete="off" />
          </p>
          <button type="submit">Open</button>
        </form>
        <div id="desk" hidden>
          <Desk />
        </div>
      </main>
    </>,
  );
}

function Desk(): ReactNode {
  return (
    <>
      <div className="keys" role="group" aria-label="The stage">
        {ORDERS.map(([order, words]) => (
          <button key={order} type="button" data-order={order}>
            {words}
          </button>
        ))}
      </div>
      <section aria-labelledby="now-title">
        <h2 id="now-title">Now</h2>
        <p id="where" role="status" />
        <p id="sentence" className="sentence" />
        <div id="notes" />
        <div id="asked-now" />
        <p id="next-step" className="soft" />
        <form id="jump-form">
          <label htmlFor="jump">Step</label> <select id="jump" /> <button type="submit">Jump</button>
        </form>
      </section>
      <section aria-labelledby="here-title">
        <h2 id="here-title" tabIndex={-1}>
          Who is here
        </h2>
        <p>
          Code of the class: <strong id="code" />{' '}
          <button type="button" data-order="new-class-code">
            New code
          </button>
        </p>
        <p id="address" className="soft" />
        <ul id="here" className="here" />
      </section>
      <section aria-labelledby="catalogue-title" id="catalogue" hidden>
        <h2 id="catalogue-title">Lessons</h2>
        <ul id="lessons" className="here" />
      </section>
    </>
  );
}
