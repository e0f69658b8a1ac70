import { Box, useInput } from 'ink';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import type { Exporter } from '../exporter.ts';
import { wrapWords } from '../fit.ts';
import { useGlyphs } from '../glyphs.ts';
import { TextLine, Toned } from '../text.tsx';

/** The widest that the card gets, in cells, and rows for what came of it. */
const WIDEST = 96;
const OUTCOME_ROWS = 3;

/** The keys while the card lies over the stage. */
export function exportKeys({ formats }: Exporter): readonly (readonly [keys: string, word: string])[] {
  return [
    [`1–${formats.length}`, 'write'],
    ['esc', 'close'],
  ];
}

/** The formats that this run can be written in, chosen by number; then where the file is, or why there is none. */
export function ExportCard({
  facts,
  exporter,
  rows,
  size,
  close,
}: {
  /** What is written, as far as it goes by then. */
  readonly facts: FactLog;
  readonly exporter: Exporter;
  readonly rows: number;
  readonly size: { readonly columns: number };
  readonly close: () => void;
}): ReactNode {
  const { more } = useGlyphs();
  const descriptions = useDescriptions(exporter);
  const [notice, setNotice] = useState('esc closes');
  const [busy, setBusy] = useState(false);
  const save = async (id: string): Promise<void> => {
    setBusy(true);
    setNotice(`writing ${id} ${more}`);
    setNotice(await outcome(facts, id, exporter));
    setBusy(false);
  };
  useInput((input, key) => {
    const id = /^[1-9]$/.test(input) ? exporter.formats[Number(input) - 1] : undefined;
    if (key.escape || input === 'e') close();
    else if (id !== undefined && !busy) void save(id);
  });
  const width = Math.min(size.columns - 2, WIDEST);
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box flexDirection="column" borderStyle="round" paddingX={2} width={width}>
        <TextLine as="title">Write this run to a file here, as it is by now</TextLine>
        <TextLine> </TextLine>
        {exporter.formats.map((id, index) => (
          <TextLine key={id}>
            <Toned as="key">{index + 1}</Toned> {id.padEnd(7)}{' '}
            <Toned as="muted">{descriptions.get(id) ?? ''}</Toned>
          </TextLine>
        ))}
        <TextLine> </TextLine>
        {wrapWords(printable(notice), width - 6, OUTCOME_ROWS).map((line) => (
          <TextLine key={line} as="title">
            {line}
          </TextLine>
        ))}
      </Box>
    </Box>
  );
}

async function outcome(facts: FactLog, id: string, exporter: Exporter): Promise<string> {
  try {
    return `${id} is in ${await exporter.save(facts, id)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What each format holds: known when the formats are loaded, which no stage waits for. */
function useDescriptions(exporter: Exporter): ReadonlyMap<string, string> {
  const [descriptions, setDescriptions] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void exporter.describe().then(setDescriptions);
  }, [exporter]);
  return descriptions;
}
