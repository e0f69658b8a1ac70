import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../decode/printable.ts';
import type { LabState } from '../../state/state.ts';
import type { Scene } from '../director.ts';
import { tone } from '../theme.ts';
import { Line } from './line.tsx';

const BAR = 16;

/** The top row: what is played, and where on its way the stage stands. */
export function Header({ scene }: { readonly scene: Scene }): ReactNode {
  const { state } = scene;
  const title = state.title === '' ? 'opening the lab …' : printable(state.title);
  return (
    <Box justifyContent="space-between" gap={1}>
      <Box flexShrink={1}>
        <Text wrap="truncate-end">
          <Text {...tone('title')}> plainsight</Text>
          <Text> {title}</Text>
        </Text>
      </Box>
      <Box flexShrink={0}>
        <Progress scene={scene} />
      </Box>
    </Box>
  );
}

function Progress({ scene }: { readonly scene: Scene }): ReactNode {
  const { state, live, liveStep, paused } = scene;
  const all = state.steps.length;
  const now = state.step + 1;
  if (all === 0) return <Text> </Text>;
  const filled = Math.round((now / all) * BAR);
  const behind = liveStep > state.step ? ` · live at ${liveStep + 1}` : '';
  return (
    <Text>
      {!live && <Text {...tone('muted')}>REPLAY </Text>}
      {paused && <Text {...tone('warning')}>PAUSED{behind} </Text>}
      step {now} of {all} <Text {...tone('packet')}>{'━'.repeat(filled)}</Text>
      <Text {...tone('muted')}>{'─'.repeat(BAR - filled)} </Text>
    </Text>
  );
}

/** The second row: which loopback listener stands for which door of the lab's world. */
export function Doors({ state, columns }: { readonly state: LabState; readonly columns: number }): ReactNode {
  const doors = state.lanes.flatMap((lane) =>
    lane.listeners
      .filter((door) => door.role === 'tap' && door.logical === `${hostOf(lane.url)}:${portOf(lane.url)}`)
      .map((door) => ({ ...door, scheme: lane.url.split(':')[0] ?? '' })),
  );
  const proxies = state.lanes.flatMap((lane) => lane.listeners.filter((door) => door.role === 'interceptor'));
  const proxy = proxies.length === 0 ? '' : `proxy ${proxies.map((door) => `:${door.port}`).join(' ')} ●`;
  const long = [
    ...doors.map((door) => `${door.scheme} ${door.address}:${door.port} ● for ${door.logical}`),
    proxy,
  ];
  const short = [...doors.map((door) => `${door.scheme} :${door.port} ● ${door.logical}`), proxy];
  const fitting = long.join('   ').length + 2 <= columns ? long : short;
  return <Line as="muted"> {fitting.join('   ')}</Line>;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function portOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}
