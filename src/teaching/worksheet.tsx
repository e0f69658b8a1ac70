import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { printable } from '../../lab/text/printable.ts';

/** A question or a task of a worksheet, and what is right, where that is to be printed. */
export interface WorksheetItem {
  readonly text: string;
  readonly points?: number;
  /** Lines of the answer; without them there is room to write. */
  readonly answer?: readonly string[];
}

/** What stands on a worksheet. */
export interface Worksheet {
  readonly title: string;
  readonly shows: string;
  /** Whose it is; without it there is a line for the name. */
  readonly student?: string;
  /** Lines before the first question. */
  readonly before: readonly string[];
  readonly questions: readonly WorksheetItem[];
  readonly tasks: readonly WorksheetItem[];
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `
@page { size: A4; margin: 18mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 46rem; color: #111; background: #fff; font: 11pt/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 0.3rem; }
h2 { font-size: 13pt; margin: 1.4rem 0 0.4rem; border-bottom: 1pt solid #999; }
.who { display: flex; gap: 2rem; margin: 0.6rem 0; }
.who span { flex: 1; border-bottom: 0.5pt solid #555; padding-top: 0.8rem; }
ol { padding-left: 1.6rem; }
ol > li { margin: 0.7rem 0; break-inside: avoid; }
.points { color: #444; }
.room { height: 3.4rem; border-bottom: 0.5pt dotted #888; }
.room::before { content: ''; display: block; height: 1.7rem; border-bottom: 0.5pt dotted #888; }
.answer { margin: 0.3rem 0 0; padding: 0.3rem 0.7rem; border-left: 3pt solid #176f2c; background: #eef6ef; }
.answer p { margin: 0; }
@media print { body { padding: 0; max-width: none; } .answer { print-color-adjust: exact; } }
`;

/** A worksheet as one HTML page for printing, which loads nothing and runs nothing. */
export function worksheetPage(sheet: Worksheet): string {
  const markup = renderToStaticMarkup(<Page sheet={sheet} />);
  return `<!DOCTYPE html>\n${markup}\n`;
}

function Page({ sheet }: { readonly sheet: Worksheet }): ReactNode {
  const { title, shows, student, before, questions, tasks } = sheet;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{printable(title)}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <h1>{printable(title)}</h1>
        <p>{printable(shows)}</p>
        <div className="who">
          <span>Name: {printable(student ?? '')}</span>
          <span>Date:</span>
        </div>
        {before.map((line) => (
          <p key={line}>{printable(line)}</p>
        ))}
        <Items heading="Questions" items={questions} />
        <Items heading="Tasks" items={tasks} />
      </body>
    </html>
  );
}

function Items(props: { readonly heading: string; readonly items: readonly WorksheetItem[] }): ReactNode {
  const { heading, items } = props;
  if (items.length === 0) return null;
  return (
    <>
      <h2>{heading}</h2>
      <ol>
        {items.map((item) => (
          <li key={item.text}>
            {printable(item.text)}{' '}
            {item.points !== undefined && (
              <span className="points">{`(${item.points} ${item.points === 1 ? 'point' : 'points'})`}</span>
            )}
            <Answer lines={item.answer} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Answer({ lines }: { readonly lines: readonly string[] | undefined }): ReactNode {
  if (lines === undefined) return <div className="room" />;
  return (
    <div className="answer">
      {lines.map((line) => (
        <p key={line}>{printable(line)}</p>
      ))}
    </div>
  );
}
