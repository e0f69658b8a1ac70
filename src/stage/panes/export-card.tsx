import { Box, useInput } from 'ink';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import type { Exporter, FormatDescription } from '../exporter.ts';
import { cellsOf, wrapWords } from '../fit.ts';
import { useGlyphs } from '../glyphs.ts';
import { TextLine, Toned } from '../text.tsx';
import { useWords } from '../words.ts';

/** Blanks between two formats, at most. */
const WIDEST_GAP = 3;

/** The keys while the card stands at the foot of the stage. */
export function exportKeys({ formats }: Exporter): readonly (readonly [keys: string, word: string])[] {
  return [
    [`1–${formats.length}`, 'write'],
    ['← → ⏎', 'choose'],
    ['s', 'sealed or not'],
    ['esc', 'close'],
  ];
}

/**
 * The formats that this run can be written in, chosen by number or pointed at, in the rows of the step's sentence.
 * When the file is written the card closes, and `close` is told where it is; where there is none it says why.
 */
export function ExportCard({
  facts,
  exporter,
  rows,
  columns,
  close,
}: {
  /** What is written, as far as it goes by then. */
  readonly facts: FactLog;
  readonly exporter: Exporter;
  readonly rows: number;
  readonly columns: number;
  readonly close: (notice?: string) => void;
}): ReactNode {
  const { more } = useGlyphs();
  const words = useWords();
  const { formats } = exporter;
  const descriptions = useDescriptions(exporter);
  const [at, setAt] = useState(0);
  const [sealed, setSealed] = useState(false);
  const [notice, setNotice] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async (index: number): Promise<void> => {
    const id = formats[index];
    if (id === undefined || busy) return;
    setAt(index);
    setBusy(true);
    setNotice(`writing ${id} ${more}`);
    try {
      close(`${sealed ? `${id}, sealed,` : id} is in ${await exporter.save(facts, id, sealed)}`);
    } catch (error) {
      setNotice(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  const point = (by: number): void => {
    setNotice(undefined);
    setAt((at + by + formats.length) % formats.length);
  };
  useInput((input, key) => {
    if (key.escape || input === 'e') close();
    else if (/^[1-9]$/.test(input)) void save(Number(input) - 1);
    else if (key.return) void save(at);
    else if (key.rightArrow || key.downArrow) point(1);
    else if (key.leftArrow || key.upArrow) point(-1);
    else if (input === 's') {
      setNotice(undefined);
      setSealed(!sealed);
    }
  });
  const chosen = formats[at] ?? '';
  const said = notice ?? words(describe(chosen, descriptions.get(chosen), sealed));
  const below = wrapWords(printable(said), columns - 2, rows - 1);
  return (
    <Box height={rows} flexDirection="column" flexShrink={0}>
      <Formats
        formats={formats}
        at={at}
        columns={columns}
        offered={(id) => !sealed || descriptions.get(id)?.unsealed === undefined}
      />
      {below.map((line) => (
        <TextLine key={line} as={notice === undefined ? 'plain' : 'title'}>
          {` ${line}`}
        </TextLine>
      ))}
    </Box>
  );
}

/** What the file would hold that is pointed at. */
function describe(id: string, about: FormatDescription | undefined, sealed: boolean): string {
  if (about === undefined) return `${id}: this run as it is by now, to a new file here`;
  if (!sealed) return `${id}, this run as it is by now, to a new file here: ${about.says}`;
  return about.unsealed === undefined
    ? `${id}, SEALED, what the attacker has of this run: no seed, no keys, no secret but what passed in clear`
    : `${id} has no sealed form, for ${about.unsealed}`;
}

function Formats({
  formats,
  at,
  columns,
  offered,
}: {
  readonly formats: readonly string[];
  readonly at: number;
  readonly columns: number;
  readonly offered: (id: string) => boolean;
}): ReactNode {
  const needed = formats.reduce((sum, id) => sum + 2 + cellsOf(id), 1);
  const gap = Math.max(1, Math.min(WIDEST_GAP, Math.floor((columns - needed) / Math.max(1, formats.length))));
  return (
    <TextLine>
      {' '}
      {formats.map((id, index) => (
        <Toned key={id}>
          <Toned as={index === at ? 'chosen' : 'key'}>{index + 1}</Toned>{' '}
          <Toned as={offered(id) ? (index === at ? 'title' : 'plain') : 'muted'}>
            {offered(id) ? id : '·'.repeat(id.length)}
          </Toned>
          {' '.repeat(gap)}
        </Toned>
      ))}
    </TextLine>
  );
}

/** What is to be said of each format: known when the formats are loaded, which no stage waits for. */
function useDescriptions(exporter: Exporter): ReadonlyMap<string, FormatDescription> {
  const [descriptions, setDescriptions] = useState<ReadonlyMap<string, FormatDescription>>(new Map());
  useEffect(() => {
    void exporter.describe().then(setDescriptions);
  }, [exporter]);
  return descriptions;
}
