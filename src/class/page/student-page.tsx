import type { ReactNode } from 'react';
import type { ClassStudent } from '../roster.ts';
import { classDocument } from './document.tsx';
import { InClear } from './join-page.tsx';
import { LANE_PART } from './parts.tsx';
import type { Parts } from './parts.tsx';

/** A student's page with all that is shown now: without a script it is read and answered as it stands. */
export function studentPage({
  base,
  student,
  parts,
  clear,
}: {
  readonly base: string;
  readonly student: ClassStudent;
  readonly parts: Parts;
  readonly clear: boolean;
}): string {
  const lanes = [...parts.keys()].filter((id) => id.startsWith(LANE_PART));
  const here = `${base}/?key=${student.key}`;
  return classDocument(
    { title: 'The lesson', base, script: 'student.js' },
    <>
      <header className="status">
        <p>
          {student.nickname} · your own code: <strong id="own">{student.code}</strong>
        </p>
        <p id="live" role="status">
          <noscript>
            <a className="button" href={here}>
              Show what is new
            </a>
          </noscript>
        </p>
      </header>
      <main>
        <Part id="said" parts={parts} live />
        <Part id="question" parts={parts} live />
        <Part id="count" parts={parts} />
        <p id="mine" role="status" />
        <section aria-labelledby="lanes-title">
          <h2 id="lanes-title">The lanes</h2>
          <div className="lanes" id="lanes">
            {lanes.map((id) => (
              <Part key={id} id={id} parts={parts} />
            ))}
          </div>
        </section>
        <section className="wide" aria-labelledby="matrix-title">
          <h2 id="matrix-title">Who sees what</h2>
          <Part id="matrix" parts={parts} />
        </section>
        <section className="wide" aria-labelledby="ladder-title">
          <h2 id="ladder-title">The conversation</h2>
          <Part id="ladder" parts={parts} />
        </section>
      </main>
      <footer>
        {clear && <InClear />}
        <p>Keep your own code: with it and your nickname you come back on any device.</p>
      </footer>
    </>,
  );
}

function Part({
  id,
  parts,
  live = false,
}: {
  readonly id: string;
  readonly parts: Parts;
  readonly live?: boolean;
}): ReactNode {
  return (
    <div
      id={id}
      {...(live && { 'aria-live': 'polite' as const })}
      // What stands in a part was made of components alone.
      dangerouslySetInnerHTML={{ __html: parts.get(id) ?? '' }}
    />
  );
}
