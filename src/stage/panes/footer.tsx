import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../decode/printable.ts';
import type { Scene } from '../director.ts';
import type { Binding } from '../keys.ts';
import { tone } from '../theme.ts';

/** The sentence of the step, in `rows` rows. */
export function Narration({ scene, rows }: { readonly scene: Scene; readonly rows: number }): ReactNode {
  return (
    <Box height={rows} paddingX={1} flexDirection="column" justifyContent="center" overflow="hidden">
      <Text {...tone('title')}>{sentence(scene)}</Text>
    </Box>
  );
}

function sentence(scene: Scene): string {
  const { state, over } = scene;
  const text = state.steps[state.step]?.text ?? '';
  if (!over) return printable(text);
  const failed = state.claims.filter((claim) => !claim.held).length;
  const all = state.claims.length;
  const verdict = failed === 0 ? `All ${all} claims held.` : `${failed} of ${all} claims FAILED.`;
  return `${printable(text)}  ${verdict} Look around with ← and →; q leaves.`;
}

/** The bottom row: what the keys do. */
export function KeyLine({
  bindings,
  tabs,
  paused,
}: {
  readonly bindings: readonly Binding[];
  readonly tabs: boolean;
  readonly paused: boolean;
}): ReactNode {
  const shown = bindings.filter(({ action, word }) => word !== '' && (tabs || action !== 'tab'));
  return (
    <Text wrap="truncate-end">
      {' '}
      {shown.map(({ action, keys, word }) => (
        <Text key={action}>
          <Text {...tone('key')}>{keys}</Text>
          <Text {...tone('muted')}> {action === 'pause' && paused ? 'go on' : word} </Text>
        </Text>
      ))}
    </Text>
  );
}

/** Every key with what it does, over the whole stage. */
export function Help({
  rows,
  bindings,
}: {
  readonly rows: number;
  readonly bindings: readonly Binding[];
}): ReactNode {
  const listed = bindings.filter(({ says }) => says !== '');
  const roomy = rows >= listed.length + 6;
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box flexDirection="column" borderStyle="round" paddingX={2} paddingY={roomy ? 1 : 0} width={78}>
        {roomy && <Text {...tone('title')}>Keys</Text>}
        {roomy && <Text> </Text>}
        {listed.map(({ action, keys, says }) => (
          <Box key={action} gap={1}>
            <Box width={8} flexShrink={0}>
              <Text {...tone('key')}>{keys}</Text>
            </Box>
            <Text>{says}</Text>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
