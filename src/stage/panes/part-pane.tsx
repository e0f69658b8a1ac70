import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { decodedLines } from '../../views/stage/decoded.ts';
import { shownExcerpt } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { wrapWords } from '../fit.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import { hexWidthIn } from '../layout.ts';
import { PART_TITLES, PARTS } from '../zoom.ts';
import type { Part } from '../zoom.ts';
import { TextLine, Toned } from '../text.tsx';
import { BrowserBar } from './address-bar.tsx';
import { Caption } from './attacker-pane.tsx';
import { BankEntry, BankPane } from './bank-pane.tsx';
import { ClaimLines } from './claim-lines.tsx';
import { HexPane } from './hex-pane.tsx';
import { HisBrowser } from './his-browser.tsx';
import { readingOf } from './reading.tsx';
import { Content } from './victim-pane.tsx';

interface PartProps {
  readonly lane: LaneState;
  readonly rows: number;
  readonly width: number;
}

/** One part of a lane that fills the screen, `rows` rows, below the names of all its parts. */
export function PartPane({ part, ...props }: PartProps & { readonly part: Part }): ReactNode {
  const View = VIEWS[part];
  const rows = props.rows - 2;
  return (
    <Box flexDirection="column" height={props.rows} overflow="hidden">
      <TextLine>
        {PARTS.map((each) => (
          <Toned key={each}>
            {' '}
            <Toned as={each === part ? 'chosenTab' : 'muted'}>
              {each === part ? '▸' : ' '} {PART_TITLES[each]}{' '}
            </Toned>
          </Toned>
        ))}
      </TextLine>
      <TextLine as="muted">{'─'.repeat(props.width)}</TextLine>
      <Box flexDirection="column" height={rows} paddingX={1} overflow="hidden">
        <View {...props} rows={rows} width={props.width - 2} />
      </Box>
    </Box>
  );
}

const VIEWS: Readonly<Record<Part, (props: PartProps) => ReactNode>> = {
  victim: HerPage,
  bytes: HisBytes,
  decoded: WhatTheySay,
  bank: BanksLog,
};

/** Rows of what the bytes gave away, where they fill the screen. */
const READING_ROWS = 5;

function HerPage({ lane, rows, width }: PartProps): ReactNode {
  return (
    <>
      <BrowserBar lane={lane} width={width} rows={1} />
      <TextLine as="muted">{'─'.repeat(width)}</TextLine>
      <Content lane={lane} width={width} rows={rows - 2} />
    </>
  );
}

function HisBytes({ lane, rows, width }: PartProps): ReactNode {
  const excerpt = shownExcerpt(lane);
  const { hijacked } = lane;
  const reading = readingOf(lane, { rows: READING_ROWS, width, news: undefined });
  const claims = Math.min(lane.claims.length, 2);
  const free = rows - 1 - reading.rows - claims;
  return (
    <>
      <Caption excerpt={excerpt} width={width} held={false} />
      {hijacked !== undefined && <HisBrowser page={hijacked} rows={free} width={width} />}
      {hijacked === undefined &&
        (excerpt === undefined ? (
          <Box height={free} />
        ) : (
          <HexPane excerpt={excerpt} rows={free} width={hexWidthIn(width)} />
        ))}
      <Box flexDirection="column" height={reading.rows} flexShrink={0}>
        {reading.view}
      </Box>
      <ClaimLines lane={lane} rows={claims} width={width} />
    </>
  );
}

/** Cells before a value, and rows that one may take. */
const NAME = 20;
const VALUE_ROWS = 4;

function WhatTheySay({ lane, rows, width }: PartProps): ReactNode {
  const glyphs = useGlyphs();
  const excerpt = shownExcerpt(lane);
  const lines = excerpt === undefined ? [] : decodedLines(excerpt);
  return (
    <>
      <Caption excerpt={excerpt} width={width} held={false} />
      {lines.length === 0 && (
        <TextLine as="muted">
          no form and no header stands here; {keyNames('⏎', glyphs)} takes the bytes apart
        </TextLine>
      )}
      {lines
        .flatMap(({ name, text, read }) => {
          const before = name === '' ? 0 : NAME;
          return wrapWords(printable(text), width - before, VALUE_ROWS).map((said, row) => ({
            name:
              row === 0
                ? printable(name)
                    .slice(0, NAME - 1)
                    .padEnd(before)
                : ' '.repeat(before),
            said,
            as: read ? ('read' as const) : name === '' ? ('title' as const) : ('plain' as const),
          }));
        })
        .slice(0, rows - 1)
        .map(({ name, said, as }, row) => (
          <TextLine key={row}>
            <Toned as="muted">{name}</Toned>
            <Toned as={as}>{said}</Toned>
          </TextLine>
        ))}
    </>
  );
}

function BanksLog({ lane, rows, width }: PartProps): ReactNode {
  const entries = lane.bankLog.slice(-Math.max(0, rows - 3));
  return (
    <>
      <BankPane lane={lane} width={width} />
      <TextLine as="muted">{entries.length === 0 ? ' ' : 'its log, the latest last:'}</TextLine>
      {entries.map((entry, row) => (
        <BankEntry key={row} entry={entry} width={width} />
      ))}
    </>
  );
}
