import { Box, Text, useInput } from 'ink';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { FORMAT_IDS } from '../../export/format-ids.ts';
import type { FormatId } from '../../export/format-ids.ts';
import type { FactLog } from '../../session/log.ts';
import { wrapWords } from '../fit.ts';
import { saveFrom } from '../saving.ts';
import { tone } from '../theme.ts';
import { Line } from './line.tsx';

/** The widest that the card gets, in cells, and rows for what came of it. */
const WIDEST = 96;
const SAID_ROWS = 3;

/** The keys while the card lies over the stage. */
export const EXPORT_KEYS = [
  [`1–${FORMAT_IDS.length}`, 'write'],
  ['esc', 'close'],
] as const;

/** The formats that this run can be written in, chosen by number; then where the file is, or why there is none. */
export function ExportCard({
  log,
  folder,
  rows,
  columns,
  close,
}: {
  readonly log: FactLog;
  /** Where files go. */
  readonly folder: string;
  readonly rows: number;
  readonly columns: number;
  readonly close: () => void;
}): ReactNode {
  const says = useDescriptions();
  const [said, setSaid] = useState('esc closes');
  const [busy, setBusy] = useState(false);
  const save = async (id: FormatId): Promise<void> => {
    setBusy(true);
    setSaid(`writing ${id} …`);
    setSaid(await outcome(log, id, folder));
    setBusy(false);
  };
  useInput((input, key) => {
    const id = /^[1-9]$/.test(input) ? FORMAT_IDS[Number(input) - 1] : undefined;
    if (key.escape || input === 'e') close();
    else if (id !== undefined && !busy) void save(id);
  });
  const width = Math.min(columns - 2, WIDEST);
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box flexDirection="column" borderStyle="round" paddingX={2} width={width}>
        <Line as="title">Write this run to a file here, as it is by now</Line>
        <Line> </Line>
        {FORMAT_IDS.map((id, index) => (
          <Line key={id}>
            <Text {...tone('key')}>{index + 1}</Text> {id.padEnd(7)}{' '}
            <Text {...tone('muted')}>{says.get(id) ?? ''}</Text>
          </Line>
        ))}
        <Line> </Line>
        {wrapWords(printable(said), width - 6, SAID_ROWS).map((line) => (
          <Line key={line} as="title">
            {line}
          </Line>
        ))}
      </Box>
    </Box>
  );
}

async function outcome(log: FactLog, id: FormatId, folder: string): Promise<string> {
  try {
    return `${id} is in ${await saveFrom(log, id, folder)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What each format holds: known when the formats are loaded, which no stage waits for. */
function useDescriptions(): ReadonlyMap<string, string> {
  const [says, setSays] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const load = async (): Promise<void> => {
      const { EXPORT_FORMATS } = await import('../../export/formats.ts');
      setSays(new Map(EXPORT_FORMATS.map((format) => [format.id, format.says])));
    };
    void load();
  }, []);
  return says;
}
