import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { certificateLines, certificateVerdict } from '../../views/certificate.ts';
import type { CertificateLine } from '../../views/certificate.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { firstFitting, wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';
import type { ShownProps } from './screen.ts';

/** Cells before a value, and the narrowest that a card may be beside another. */
const LABEL = 15;
const NARROWEST = 34;

/** Rows of one value, and of a card, where there is one row of cards above another. */
const VALUE_ROWS = 3;
const CARD_ROWS = 10;

const TITLE = 'What her browser was shown';

/** Rows above and below the cards. */
const AROUND = 3;

/**
 * What her browser was shown in each lane: side by side, in two rows where that fits all, or else those around the
 * chosen lane.
 */
export function CertificateView({ lanes, rows, columns, screen }: ShownProps): ReactNode {
  const across = Math.max(1, Math.floor(columns / NARROWEST));
  const half = Math.ceil(lanes.length / 2);
  const twoRows = lanes.length > across && half <= across && rows - AROUND >= 2 * CARD_ROWS;
  const each = twoRows ? half : Math.min(across, lanes.length);
  const first = twoRows ? 0 : firstShown(lanes, screen, each);
  const shown = twoRows ? lanes : lanes.slice(first, first + each);
  const width = Math.floor(columns / Math.max(1, each));
  const more = shown.length < lanes.length ? ` · ${shown.length} of ${lanes.length}, tab: the others` : '';
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine as="title">
        {' '}
        {firstFitting(columns - 1, [`${TITLE}: the certificate of whoever answered${more}`, TITLE + more])}
      </TextLine>
      <TextLine> </TextLine>
      {(twoRows ? [shown.slice(0, half), shown.slice(half)] : [shown]).map((row, index) => (
        <Box key={index} height={twoRows ? CARD_ROWS : rows - AROUND} overflow="hidden">
          {row.map((lane) => (
            <Card key={lane.id} lane={lane} width={width} />
          ))}
        </Box>
      ))}
      <TextLine as="muted">
        {' '}
        Told by her browser. On the wire TLS 1.3 seals it (RFC 9846, section 1.3).
      </TextLine>
    </Box>
  );
}

/** Index of the first card, so that the chosen lane is among those that fit. */
function firstShown(lanes: ShownProps['lanes'], { scene, lane }: ShownProps['screen'], each: number): number {
  const chosen = lanes.findIndex(({ id }) => id === scene.state.lanes[lane]?.id);
  return Math.max(0, Math.min(Math.floor(Math.max(0, chosen) / each) * each, lanes.length - each));
}

function Card({ lane, width }: { readonly lane: LaneState; readonly width: number }): ReactNode {
  const certificate = lane.shownCertificate;
  return (
    <Box flexDirection="column" width={width} flexShrink={0} paddingX={1}>
      <TextLine as="title">{printable(lane.title)}</TextLine>
      {certificate === undefined ? (
        <TextLine as="muted">none by now: nothing came over TLS</TextLine>
      ) : (
        <>
          {certificateLines(certificate).map((line) => (
            <Line key={line.label} line={line} width={width - 2} />
          ))}
          <TextLine> </TextLine>
          <TextLine as={certificate.fault === undefined ? 'held' : 'failed'}>
            {printable(certificateVerdict(certificate))}
          </TextLine>
        </>
      )}
    </Box>
  );
}

function Line({
  line: { label, value, wrong },
  width,
}: {
  readonly line: CertificateLine;
  readonly width: number;
}): ReactNode {
  const mark = wrong === undefined ? '  ' : '✗ ';
  const told = wrong === undefined ? value : `${value}: ${wrong}`;
  const lines = wrapWords(printable(told), width - LABEL, VALUE_ROWS);
  return lines.map((text, row) => (
    <TextLine key={`${row} ${text}`}>
      <Toned as="muted">{(row === 0 ? mark + label : '').padEnd(LABEL)}</Toned>
      <Toned as={wrong === undefined ? 'plain' : 'warning'}>{text}</Toned>
    </TextLine>
  ));
}
