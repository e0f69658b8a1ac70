import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { certificateLines, certificateVerdict } from '../../views/certificate.ts';
import type { CertificateLine } from '../../views/certificate.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** Cells before a value, and the narrowest that a card may be beside another. */
const LABEL = 14;
const NARROWEST = 34;

/** Rows of one value. */
const VALUE_ROWS = 3;

/** What her browser was shown in each lane, side by side, or in the first lanes where there is no room for all. */
export function CertificateView({
  lanes,
  rows,
  columns,
}: {
  readonly lanes: readonly LaneState[];
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const shown = lanes.slice(0, Math.max(1, Math.floor(columns / NARROWEST)));
  const width = Math.floor(columns / Math.max(1, shown.length));
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine as="title"> What her browser was shown: the certificate of whoever answered</TextLine>
      <TextLine> </TextLine>
      <Box>
        {shown.map((lane) => (
          <Card key={lane.id} lane={lane} width={width} />
        ))}
      </Box>
    </Box>
  );
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
