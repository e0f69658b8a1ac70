import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { shownExcerpt } from '../../views/stage/excerpt.ts';
import type { Captured, Excerpt, LaneState } from '../../views/stage/state.ts';
import { cellsOf, cutToWidth, firstFitting } from '../fit.ts';
import type { Journey } from '../journeys.ts';
import type { Layout } from '../layout.ts';
import { ClaimLines } from './claim-lines.tsx';
import { DecodedPane } from './decoded-pane.tsx';
import { HexPane } from './hex-pane.tsx';
import { HisBrowser } from './his-browser.tsx';
import { readingOf } from './reading.tsx';
import { SizeFigure, SIZE_ROWS } from './size-figure.tsx';
import { TextLine, Toned } from '../text.tsx';

const ATTACKER = 'ATTACKER';
const ON_THE_PATH = ' on the path';

/** Who sits on the path, and what he did last, or how much has come by; and how many others did. One row. */
export function AttackerHead({
  captured,
  did,
  strangers,
  width,
}: {
  readonly captured: Captured;
  /** Connections of others than the victim. */
  readonly strangers: number;
  readonly did: string | undefined;
  readonly width: number;
}): ReactNode {
  const others = strangersText(strangers);
  if (did !== undefined) {
    const room = width - ATTACKER.length - 1 - cellsOf(others);
    return (
      <TextLine>
        <Toned as="attacker">{ATTACKER}</Toned> <Toned as="warning">{cutToWidth(printable(did), room)}</Toned>
        <Toned as="muted">{others}</Toned>
      </TextLine>
    );
  }
  const bytes = ` · ${grouped(captured.toBank + captured.toVictim)} bytes`;
  const said = firstFitting(width - ATTACKER.length, [
    `${ON_THE_PATH}${bytes} captured${others}`,
    `${ON_THE_PATH}${bytes}${others}`,
    `${bytes}${others}`,
    others,
  ]);
  const where = said.startsWith(ON_THE_PATH) ? ON_THE_PATH : '';
  return (
    <TextLine>
      <Toned as="attacker">{ATTACKER}</Toned>
      {where}
      <Toned as="muted">{said.slice(where.length)}</Toned>
    </TextLine>
  );
}

/** Who else came by: no part of what she sent and got. */
function strangersText(count: number): string {
  return count === 0 ? '' : ` · strangers: ${grouped(count)}`;
}

/** What the attacker has: the most telling bytes, what they say, and the claims held against them. */
export const AttackerFinds = memo(function AttackerFinds({
  lane,
  layout,
  width,
  spare,
  journey,
}: FindsProps): ReactNode {
  const { hexRows, readRows, claimRows } = layout;
  const told = readRows + claimRows;
  const held = journey?.leg === 'held';
  const { hijacked, sized } = lane;
  if (sized !== undefined && journey === undefined && hexRows + told >= SIZE_ROWS) {
    const rows = Math.max(SIZE_ROWS, hexRows + readRows);
    return (
      <Box flexDirection="column" width={width} height={1 + hexRows + told + spare}>
        <Caption excerpt={lane.excerpt} width={width} held={false} />
        <SizeFigure size={sized} rows={rows} width={width} />
        <ClaimLines lane={lane} rows={hexRows + told - rows} spare={spare} width={width} />
      </Box>
    );
  }
  // What is told of a packet comes after its bytes, which come after itself.
  const written = held ? journey.written : 1;
  const reading = readingOf(lane, { rows: readRows, width, news: journey?.news });
  return (
    <Box flexDirection="column" width={width} height={1 + hexRows + told + spare}>
      {hijacked === undefined ? (
        <Caption excerpt={shownExcerpt(lane)} width={width} held={held} />
      ) : (
        <TextLine as="attacker">HIS OWN BROWSER, with her cookie</TextLine>
      )}
      {hijacked === undefined ? (
        <Bytes lane={lane} layout={layout} width={width} written={written} />
      ) : (
        <HisBrowser page={hijacked} rows={hexRows} width={width} />
      )}
      <Box flexDirection="column" height={reading.rows} flexShrink={0}>
        {written >= 1 && reading.view}
      </Box>
      <ClaimLines lane={lane} rows={told - reading.rows} spare={spare} width={width} />
    </Box>
  );
});

interface FindsProps {
  readonly lane: LaneState;
  readonly layout: Layout;
  readonly width: number;
  /** Rows below that are free for now, for claims that are long. */
  readonly spare: number;
  /** What is under way in the lane. */
  readonly journey: Journey | undefined;
}

/** The bytes that are held up, with what they say beside them where there is room. */
function Bytes({
  lane,
  layout: { hexRows, hexWidth, textOnly, decodedWidth },
  width,
  written,
}: Omit<FindsProps, 'journey' | 'spare'> & { readonly written: number }): ReactNode {
  const excerpt = shownExcerpt(lane);
  if (excerpt === undefined) return <Waiting rows={hexRows} />;
  return (
    <Box height={hexRows} flexShrink={0}>
      <Box width={width - decodedWidth} flexShrink={0}>
        <HexPane excerpt={excerpt} rows={hexRows} width={hexWidth} textOnly={textOnly} written={written} />
      </Box>
      {decodedWidth > 0 && written >= 1 && (
        <DecodedPane excerpt={excerpt} rows={hexRows} width={decodedWidth} />
      )}
    </Box>
  );
}

/** What the bytes are that are held up. One row. */
export function Caption({
  excerpt,
  width,
  held,
}: {
  readonly excerpt: Excerpt | undefined;
  readonly width: number;
  /** Whether a packet stands still here. */
  readonly held: boolean;
}): ReactNode {
  if (excerpt === undefined) return <TextLine as="muted">nothing has passed yet</TextLine>;
  const { direction, label, length } = excerpt;
  const arrow = direction === 'to-bank' ? '▼' : '▲';
  const start = `${arrow} ${label} · ${grouped(length)}`;
  // Which TLS it is the other lane says as well; how much passed nothing else does.
  const short = `${arrow} ${label.replace(/^TLS [\d.]+ · /, '')} · ${grouped(length)} B`;
  return (
    <TextLine as={held ? 'packet' : 'title'}>
      {firstFitting(width, [`${start} bytes`, `${start} B`, short])}
    </TextLine>
  );
}

/** Before the first byte: what this place is. */
function Waiting({ rows }: { readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" height={rows} justifyContent="center">
      <TextLine as="muted">All she sends and gets passes here,</TextLine>
      <TextLine as="muted">and a copy of every byte stays.</TextLine>
    </Box>
  );
}
