import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { grouped } from '../../decode/count.ts';
import { printable } from '../../decode/printable.ts';
import type { Exhibit, LaneState } from '../../state/state.ts';
import { tone } from '../theme.ts';
import { HexPane } from './hex-pane.tsx';
import { Line } from './line.tsx';

/** What the attacker on the path has: the most telling bytes, and what they say. `rows` + 4 rows. */
export function AttackerPane({
  lane,
  rows,
  width,
}: {
  readonly lane: LaneState;
  readonly rows: number;
  readonly width: 8 | 16;
}): ReactNode {
  const { toBank, toVictim } = lane.captured;
  return (
    <Box flexDirection="column" height={rows + 4}>
      <Line>
        <Text {...tone('attacker')}>ATTACKER</Text> on the path
        <Text {...tone('muted')}> · {grouped(toBank + toVictim)} bytes captured</Text>
      </Line>
      <Caption exhibit={lane.exhibit} />
      <HexPane exhibit={lane.exhibit} rows={rows} width={width} />
      <Reading lane={lane} />
      <Claim lane={lane} />
    </Box>
  );
}

function Caption({ exhibit }: { readonly exhibit: Exhibit | undefined }): ReactNode {
  if (exhibit === undefined) return <Line as="muted"> nothing has passed yet</Line>;
  return (
    <Line>
      {' '}
      {exhibit.direction === 'to-bank' ? '▼' : '▲'} {exhibit.label} · {grouped(exhibit.length)} bytes
    </Line>
  );
}

/** In words what the bytes gave away: the planted values found in clear, or that only a length shows. */
function Reading({ lane }: { readonly lane: LaneState }): ReactNode {
  const read = lane.planted.filter(({ name }) => lane.read.includes(name));
  const first = read.find(({ name }) => name === 'password') ?? read[0];
  if (first !== undefined) {
    const others = read.filter((secret) => secret !== first).map(({ name }) => name);
    return (
      <Line>
        {' '}
        <Text {...tone('read')}> READ </Text> {first.name} = <Text bold>{printable(first.value)}</Text>
        {others.length > 0 && <Text {...tone('muted')}> · {others.join(', ')}</Text>}
      </Line>
    );
  }
  if (lane.captureLimit !== undefined) {
    return <Line as="warning"> recording full: kept {grouped(lane.captureLimit)} bytes, counting on</Line>;
  }
  if (lane.exhibit?.sealed === true) {
    return (
      <Line>
        {' '}
        <Text {...tone('sealed')}>▒ SEALED ▒</Text> only its size shows
      </Line>
    );
  }
  return <Line> </Line>;
}

function Claim({ lane }: { readonly lane: LaneState }): ReactNode {
  const claim = lane.claims.at(-1);
  if (claim === undefined) return <Line> </Line>;
  return (
    <Line>
      {' '}
      <Text {...tone(claim.held ? 'held' : 'failed')}>{claim.held ? '✓ HELD' : '✗ FAILED'}</Text>{' '}
      {printable(claim.held && claim.evidence.found.length > 0 ? claim.claim : claim.evidence.text)}
    </Line>
  );
}
