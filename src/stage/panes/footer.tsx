import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { StageScene } from '../scene.ts';
import { cellsOf, wrapWords } from '../fit.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import type { Binding } from '../keys.ts';
import { TextLine, Toned } from '../text.tsx';
import { useWords } from '../words.ts';

/** Blanks between two keys of the bottom row, at most. */
const WIDEST_GAP = 3;

/**
 * The sentence of the step, in `rows` rows of a screen `columns` wide, below the fact that is looked at where one is;
 * at the end, what the run has shown.
 */
export function Narration({
  scene,
  fact,
  rows,
  columns,
  steps,
}: {
  readonly scene: StageScene;
  /** What it is in words; empty where the head was not moved fact by fact. */
  readonly fact: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether the arrow keys step through the scenario on this screen. */
  readonly steps: boolean;
}): ReactNode {
  const free = fact === '' ? rows : rows - 1;
  const lines = wrapWords(printable(sentence(scene)), columns - 2, free);
  return (
    <Box height={rows} paddingX={1} flexDirection="column" justifyContent="center">
      {fact !== '' && (
        <TextLine>
          <Toned as="packet">▸ {printable(fact)}</Toned>
        </TextLine>
      )}
      {lines.map((line) => (
        <TextLine key={line} as={fact === '' ? 'title' : 'muted'}>
          {line}
        </TextLine>
      ))}
      {scene.over && scene.state.source === undefined && lines.length < free && (
        <Verdict scene={scene} steps={steps} />
      )}
    </Box>
  );
}

/** What is said below the lanes. A question says itself on its card. */
function sentence({ state }: StageScene): string {
  const text = state.steps[state.step]?.text ?? '';
  return text === state.question?.question ? 'Decide before you see.' : text;
}

function Verdict({ scene, steps }: { readonly scene: StageScene; readonly steps: boolean }): ReactNode {
  const all = scene.state.claims.length;
  const failed = scene.state.claims.filter((claim) => !claim.held).length;
  return (
    <TextLine>
      <Toned as={all === 0 ? 'muted' : failed === 0 ? 'held' : 'failed'}>{verdictText(all, failed)}</Toned>
      {scene.live && `${all === 0 ? '' : ' '}The lab is ${scene.state.steps.length > 1 ? 'still ' : ''}open.`}
      {steps && ' ← and → look around, q leaves.'}
    </TextLine>
  );
}

function verdictText(all: number, failed: number): string {
  if (all === 0) return '';
  if (failed > 0) return `✗ ${failed} of ${all} ${all === 1 ? 'claim' : 'claims'} NOT SHOWN.`;
  return all === 1 ? '✓ The one claim held.' : `✓ All ${all} claims held.`;
}

/** The bottom row: what the keys do. */
export function KeyLine({
  bindings,
  tabs,
  parts = false,
  paused,
  waits,
  columns,
}: {
  readonly bindings: readonly Binding[];
  readonly tabs: boolean;
  /** Whether the tab key goes on to the next part of a lane. */
  readonly parts?: boolean;
  readonly paused: boolean;
  /** Whether the next step waits for the key that lets it go on. */
  readonly waits: boolean;
  readonly columns: number;
}): ReactNode {
  const glyphs = useGlyphs();
  const next = waits ? bindings.find(({ action }) => action === 'next') : undefined;
  const shown = bindings
    .filter(({ action, word }) => word !== '' && (tabs || parts || action !== 'tab'))
    .filter(({ action }) => next === undefined || (action !== 'next' && action !== 'pause'))
    .map((binding) => ({ ...binding, keys: keyNames(binding.keys, glyphs) }))
    .map((binding) => (binding.action === 'tab' && parts ? { ...binding, word: 'part' } : binding))
    .map((binding) => (binding.action === 'pause' && paused ? { ...binding, word: 'go on' } : binding));
  const lead = next === undefined ? '' : `${glyphs.goesOn}  `;
  const needed = shown.reduce((sum, { keys, word }) => sum + cellsOf(`${keys} ${word}`), 1 + cellsOf(lead));
  const gap = Math.max(1, Math.min(WIDEST_GAP, Math.floor((columns - needed) / Math.max(1, shown.length))));
  return (
    <TextLine>
      {' '}
      <Toned as="warning">{lead}</Toned>
      {shown.map(({ action, keys, word }) => (
        <Entry key={action} keys={keys} word={word} gap={gap} />
      ))}
    </TextLine>
  );
}

/** One key of the bottom row, with what it does in a word, and blanks behind it. */
function Entry({
  keys,
  word,
  gap,
}: {
  readonly keys: string;
  readonly word: string;
  readonly gap: number;
}): ReactNode {
  return (
    <Toned>
      <Toned as="key">{keys}</Toned>
      <Toned as="muted">{` ${word}${' '.repeat(gap)}`}</Toned>
    </Toned>
  );
}

/** The bottom row while something lies over the stage that has the keys to itself. */
export function CoverLine({
  entries,
}: {
  readonly entries: readonly (readonly [keys: string, word: string])[];
}): ReactNode {
  return (
    <TextLine>
      {' '}
      {entries.map(([keys, word]) => (
        <Entry key={keys} keys={keys} word={word} gap={WIDEST_GAP} />
      ))}
    </TextLine>
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
  const glyphs = useGlyphs();
  const words = useWords();
  const listed = bindings.filter(({ says }) => says !== '');
  const roomy = rows >= listed.length + 6;
  const framed = rows >= listed.length + 2;
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box
        flexDirection="column"
        {...(framed && { borderStyle: 'round' })}
        paddingX={2}
        paddingY={roomy ? 1 : 0}
        width={78}
      >
        {roomy && <Toned as="title">Keys</Toned>}
        {roomy && <Toned> </Toned>}
        {listed.slice(0, rows).map(({ action, keys, says }) => (
          <Box key={action} gap={1} flexShrink={0}>
            <Box width={8} flexShrink={0}>
              <Toned as="key">{keyNames(keys, glyphs)}</Toned>
            </Box>
            <Toned>{words(says)}</Toned>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
