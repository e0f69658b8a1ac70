import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { neutral } from '../../../lab/text/neutral.ts';
import { printable } from '../../../lab/text/printable.ts';
import { cut } from '../../views/matrix/cell.ts';
import type { LaneLadder, Rung, RungParty } from '../../views/ladder/ladder.ts';

/** Rungs of one picture and its table; what comes after is counted. */
const RUNGS = 250;

/** Measures of the picture, in its own units. */
const LIFE = { victim: 80, attacker: 250, bank: 420 } as const;
/** Other clients have no lifeline: where they stand while they do something. */
const ENDS = { ...LIFE, stranger: 150, authority: 150 } as const satisfies Record<RungParty, number>;
const WIDTH = 460;
const HEAD = 34;
const STEP = 34;
/** Characters of a label in the picture; the table has all of it. */
const LABEL = 52;

/** One lane's conversation as a picture, and the same as a table. */
export function LadderFigure({
  ladder,
  index,
  foreign = false,
}: {
  readonly ladder: LaneLadder;
  readonly index: number;
  /** Whether the session comes from elsewhere: then there are client, onlooker and server. */
  readonly foreign?: boolean;
}): ReactNode {
  const rungs = ladder.rungs.slice(0, RUNGS);
  const more = ladder.rungs.length + ladder.more - rungs.length;
  const height = HEAD + rungs.length * STEP + 12;
  const name = `ladder-${index + 1}`;
  const title = printable(ladder.lane.title);
  const words = foreign ? neutral : (text: string): string => text;
  return (
    <section className="lane" aria-labelledby={`${name}-heading`}>
      <h3 id={`${name}-heading`}>{title}</h3>
      <figure>
        <div
          className="scroll"
          tabIndex={0}
          role="group"
          aria-label={`Picture: the conversation in lane ${title}`}
        >
          <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={`${name}-title ${name}-desc`}>
            <title id={`${name}-title`}>{`The conversation in lane ${title}`}</title>
            <desc id={`${name}-desc`}>
              {`Three lifelines, ${words('victim, attacker and bank')}, with ${rungs.length} rows in the order of time. The table below says the same.`}
            </desc>
            {(['victim', 'attacker', 'bank'] as const).map((party) => (
              <g key={party}>
                <line className="life" x1={LIFE[party]} x2={LIFE[party]} y1={22} y2={height} />
                <text className={`party party-${party}`} x={LIFE[party]} y={16}>
                  {words(party)}
                </text>
              </g>
            ))}
            {rungs.map((rung, row) => (
              <Row key={row} rung={rung} y={HEAD + row * STEP + 20} />
            ))}
          </svg>
        </div>
        <figcaption>
          Thick lines are in clear, striped ones are sealed, thin ones are handshakes; dashed ones are TCP
          {foreign ? '' : ' and what passed behind the attacker'}. Times in seconds.
          {more > 0 && ` ${grouped(more)} more rows are not shown.`}
        </figcaption>
      </figure>
      <details className="as-table">
        <summary>The same as a table</summary>
        <LadderTable rungs={rungs} title={title} words={words} />
      </details>
    </section>
  );
}

function Row({ rung, y }: { readonly rung: Rung; readonly y: number }): ReactNode {
  const { kind, from, to, at } = rung;
  const start = ENDS[from];
  const end = ENDS[to];
  const step = Math.sign(end - start);
  const text = cut(captionOf(rung), LABEL);
  return (
    <g>
      <text className="time" x={2} y={y + 3}>
        {(at / 1000).toFixed(3)}
      </text>
      {isOther(from, to) && <circle className="dot" cx={ENDS.stranger} cy={y} r={3} />}
      {step === 0 ? (
        <circle className="dot" cx={start} cy={y} r={4} />
      ) : (
        <>
          <line className={`arrow arrow-${kind}`} x1={start} x2={end - 9 * step} y1={y} y2={y} />
          <path className={`head head-${kind}`} d={`M${end - 1} ${y}l${-10 * step} -5v10z`} />
        </>
      )}
      <Label rung={rung} text={text} y={y - 7} />
    </g>
  );
}

function isOther(...parties: readonly RungParty[]): boolean {
  return parties.some((party) => party === 'stranger' || party === 'authority');
}

/** The label over its arrow, held inside the picture. */
function Label({
  rung,
  text,
  y,
}: {
  readonly rung: Rung;
  readonly text: string;
  readonly y: number;
}): ReactNode {
  const parties = [rung.from, rung.to] as const;
  const victim = parties.includes('victim') || isOther(...parties);
  const bank = parties.includes('bank');
  if (victim && !bank) {
    return (
      <text className="start" x={LIFE.victim + 6} y={y}>
        {text}
      </text>
    );
  }
  if (bank && !victim) {
    return (
      <text className="end" x={WIDTH - 6} y={y}>
        {text}
      </text>
    );
  }
  return (
    <text className="middle" x={LIFE.attacker} y={y}>
      {text}
    </text>
  );
}

function captionOf({ label, bytes, reads }: Rung): string {
  const size = bytes === undefined ? '' : ` · ${grouped(bytes)} B`;
  const read = reads.length === 0 ? '' : `READ ${reads.join(', ')} · `;
  return printable(read + label + size);
}

function LadderTable({
  rungs,
  title,
  words,
}: {
  readonly words: (text: string) => string;
  readonly rungs: readonly Rung[];
  readonly title: string;
}): ReactNode {
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={`Table: the conversation in lane ${title}`}>
      <table>
        <caption>The conversation in lane {title}, in the order of time.</caption>
        <thead>
          <tr>
            <th scope="col">Seconds</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">What</th>
            <th scope="col">Bytes</th>
            <th scope="col">Read</th>
          </tr>
        </thead>
        <tbody>
          {rungs.map(({ at, from, to, label, bytes, reads }, row) => (
            <tr key={row}>
              <td className="number">{(at / 1000).toFixed(3)}</td>
              <td>{words(from)}</td>
              <td>{from === to ? 'by itself' : words(to)}</td>
              <td className="what">{printable(label)}</td>
              <td className="number">{bytes === undefined ? '' : grouped(bytes)}</td>
              <td>{printable(reads.join(', '))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
