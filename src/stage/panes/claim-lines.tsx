import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { ClaimChecked } from '../../../lab/facts/session.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { foundNothing, heldThen } from '../../views/stage/outrun.ts';
import { cellsOf, wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/**
 * The claims held against a lane, the latest last, at most `rows` of them. A long one takes more than one row where they are
 * free: of their own, and then `spare` ones below.
 */
export function ClaimLines({
  lane,
  rows,
  spare = 0,
  width,
}: {
  readonly lane: Pick<LaneState, 'claims' | 'outrun'>;
  readonly rows: number;
  readonly spare?: number;
  readonly width: number;
}): ReactNode {
  const shown: ReactNode[] = [];
  let free = rows + spare;
  for (const [index, claim] of [...lane.claims.slice(-rows).entries()].toReversed()) {
    if (free < 1) break;
    // The latest stands whole before any other stands at all.
    const lines = claimRows(claim, { width, rows: free, outrun: heldThen(lane, claim) });
    free -= lines.length;
    shown.unshift(<Claim key={`${index} ${claim.claim}`} claim={claim} lines={lines} />);
  }
  return rows < 1 ? undefined : shown;
}

function Claim({
  claim,
  lines,
}: {
  readonly claim: ClaimChecked;
  readonly lines: readonly string[];
}): ReactNode {
  const word = wordOf(claim);
  return lines.map((line, row) =>
    row === 0 ? (
      <TextLine key={row}>
        <Toned as={claim.held ? 'held' : 'failed'}>{word}</Toned>
        {line.slice(word.length)}
      </TextLine>
    ) : (
      <TextLine key={row}>{' '.repeat(HANG) + line}</TextLine>
    ),
  );
}

/** Cells before the second row of a claim and those that follow. */
const HANG = 2;

function wordOf({ held }: ClaimChecked): string {
  return held ? '✓ SHOWN' : '✗ NOT SHOWN';
}

interface Room {
  readonly width: number;
  readonly rows: number;
  /** Whether it was held against less than the attacker has by now. */
  readonly outrun: boolean;
}

/** What a claim says, as shortly as the room asks for: whole, or what matters of it, in a row if it can be. */
function claimRows(claim: ClaimChecked, { width, rows, outrun }: Room): readonly string[] {
  const { held, evidence } = claim;
  const sentence = printable(claim.claim);
  const proof = printable(evidence.text);
  // Where room is short a claim that nothing was found says in how much; any other one says itself.
  const nothing = foundNothing(claim);
  const then = outrun ? ' then' : '';
  const what = sentence.replace(/^.* not read /, '');
  const count = `no ${what} in ${grouped(evidence.searched)}`;
  const short = nothing
    ? [
        `${count} bytes${then}, spelled in any way`,
        `${count} bytes${then}`,
        `${count} B${then}`,
        ...(outrun ? [`no ${what}${then}`] : []),
      ]
    : [held ? sentence : proof];
  const word = wordOf(claim);
  const ways = [`${sentence}: ${proof}${then}`, ...short].map((way) => `${word} ${way}`);
  const fitting = ways.find((way) => cellsOf(way) <= width);
  return fitting === undefined
    ? wrapWords(ways.at(-1) ?? '', rows > 1 ? width - HANG : width, rows)
    : [fitting];
}
