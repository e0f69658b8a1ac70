import { Box, useInput } from 'ink';
import { use, useState } from 'react';
import type { ReactNode } from 'react';
import { headOf } from '../../../lab/facts/fact-log.ts';
import { isHar } from '../../views/foreign.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import { filterOf, FILTER_WORDS } from '../../views/exchanges/filter.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { useGlyphs } from '../glyphs.ts';
import type { Glyphs } from '../glyphs.ts';
import { HeldKeys } from '../held-keys.ts';
import { BytesView } from '../inspector/bytes-view.tsx';
import { DetailView } from '../inspector/detail-view.tsx';
import { INSPECTOR_BINDINGS } from '../inspector/keys.ts';
import { LanesLine } from '../inspector/lanes-line.tsx';
import { inspectorLayout } from '../inspector/layout.ts';
import type { InspectorLayout } from '../inspector/layout.ts';
import { forgetPlace, memoryOf, modelOf } from '../inspector/memory.ts';
import type { InspectorMemory } from '../inspector/memory.ts';
import { settle } from '../inspector/model.ts';
import type { Chosen, Model, Settled } from '../inspector/model.ts';
import { Tree } from '../inspector/tree.ts';
import type { Row } from '../inspector/tree.ts';
import { TreeView } from '../inspector/tree-view.tsx';
import { besideOf } from '../inspector/beside.ts';
import { useInspectorKeys } from '../inspector/use-inspector-keys.ts';
import { FrameBottom, FrameMiddle, FrameTop, Wall } from '../panes/frame.tsx';
import type { Title } from '../panes/frame.tsx';
import { Toned } from '../text.tsx';
import { useWords } from '../words.ts';
import type { Screen, ScreenProps } from './screen.ts';
import type { CapturedPlace } from '../../views/matrix/cell.ts';

/** A small Wireshark for one lane at a time: connections, what was on them, and the bytes. */
export const INSPECTOR: Screen = {
  bindings: INSPECTOR_BINDINGS,
  claims: ['next', 'back', 'choose'],
  View: InspectorScreen,
};

function InspectorScreen({ scene, facts, size, rows, lane: tab, place, go, typing }: ScreenProps): ReactNode {
  const lane = scene.state.lanes[tab];
  if (lane === undefined) return <Nothing rows={rows} leave={() => go('lanes')} />;
  return (
    <LaneInspector
      key={lane.id}
      lane={lane}
      lanes={scene.state.lanes}
      point={scene.point}
      facts={facts}
      memory={memoryOf(facts)}
      columns={size.columns}
      rows={rows}
      place={place}
      leave={() => go('lanes')}
      typing={typing}
    />
  );
}

function Nothing({ rows, leave }: { readonly rows: number; readonly leave: () => void }): ReactNode {
  const held = use(HeldKeys);
  useInput(
    (_input, key) => {
      if (key.escape) leave();
    },
    { isActive: !held },
  );
  return (
    <Box height={rows}>
      <Toned as="muted"> no lane is open yet</Toned>
    </Box>
  );
}

interface LaneInspectorProps {
  readonly lane: LaneState;
  readonly lanes: readonly LaneState[];
  readonly point: number;
  readonly facts: FactLog;
  readonly memory: InspectorMemory;
  readonly columns: number;
  readonly rows: number;
  readonly place: CapturedPlace | undefined;
  readonly leave: () => void;
  readonly typing: (on: boolean) => void;
}

function LaneInspector(props: LaneInspectorProps): ReactNode {
  const { lane, lanes, point, facts, memory, columns, rows, place, leave, typing } = props;
  const [, setShown] = useState<Model>();
  const words = useWords();
  const glyphs = useGlyphs();
  const { inspection, models } = memory;
  const kept = models.get(lane.id);
  const filter = kept?.filtering ?? kept?.filter ?? '';
  const withKeys = kept?.withKeys === true;
  const beside = besideOf(facts, inspection, lane.id, point, filter);
  const tree = new Tree(inspection, inspection.connections(lane.id, point), { withKeys, beside });
  const longest = Math.max(
    ...tree.connections.map(({ bytes }) => Math.max(bytes['to-bank'], bytes['to-victim'])),
    0,
  );
  const full = inspection.recordingFull(lane.id, point);
  const layout = inspectorLayout(columns, rows, longest);
  const view = { rows: layout.rows, perRow: layout.perRow };
  const settled = settle(modelOf(memory, lane.id, tree, place), tree, view);
  models.set(lane.id, settled.model);
  useInspectorKeys({
    lane: lane.id,
    tree,
    view,
    latest: () => models.get(lane.id) ?? settled.model,
    show: (next) => {
      models.set(lane.id, next);
      setShown(next);
    },
    leave: () => {
      forgetPlace(memory);
      leave();
    },
    typing,
  });
  const said = keysSaid(tree, settled);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <LanesLine
        lanes={lanes}
        chosen={lane}
        full={full !== undefined}
        keys={said === undefined ? undefined : words(said)}
      />
      <Upper
        tree={tree}
        full={full}
        settled={settled}
        layout={layout}
        empty={isHar(headOf(facts).facts) ? 'no bytes were captured' : 'nothing has passed yet'}
      />
      <FrameMiddle left={layout.treeWidth} right={layout.bytesWidth} />
      <Lower tree={tree} settled={settled} width={columns - 2} height={layout.detailRows} />
      <FrameBottom width={columns} title={bottomTitle(settled.model, glyphs, words)} />
    </Box>
  );
}

/** The tree, and the bytes beside it. */
function Upper({
  tree,
  full,
  settled: { model, rows, index, chosen },
  layout,
  empty,
}: {
  readonly tree: Tree;
  readonly empty: string;
  readonly full: number | undefined;
  readonly settled: Settled;
  readonly layout: InspectorLayout;
}): ReactNode {
  const { treeWidth, bytesWidth } = layout;
  const words = useWords();
  const inBytes = model.byte !== undefined;
  return (
    <>
      <FrameTop
        left={treeWidth}
        right={bytesWidth}
        titles={[
          { text: treeTitle(tree.size, full), strong: !inBytes },
          { text: words(bytesTitle(chosen, model.byte?.offset, tree.withKeys)), strong: inBytes },
        ]}
      />
      <Box height={layout.rows}>
        <Wall rows={layout.rows} />
        <TreeView
          rows={rows}
          top={model.treeTop}
          cursor={index}
          width={treeWidth}
          height={layout.rows}
          empty={empty}
        />
        <Wall rows={layout.rows} />
        {chosen?.run === undefined ? (
          <Box width={bytesWidth} />
        ) : (
          <BytesView
            run={chosen.run}
            top={model.bytesTop}
            ranges={chosen.ranges}
            cursor={model.byte?.offset}
            sealed={chosen.row.sealed && chosen.row.opened !== true}
            layout={layout}
          />
        )}
        <Wall rows={layout.rows} />
      </Box>
    </>
  );
}

/** What the chosen thing is, and why it is there. */
function Lower({
  tree,
  settled: { rows, index, chosen },
  width,
  height,
}: {
  readonly tree: Tree;
  readonly settled: Settled;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  return (
    <Box height={height}>
      <Wall rows={height} />
      {chosen === undefined ? (
        <Box width={width} />
      ) : (
        <DetailView
          field={tree.about(chosen.row)}
          item={itemOf(rows, index)}
          chosen={chosen}
          width={width}
          height={height}
        />
      )}
      <Wall rows={height} />
    </Box>
  );
}

/** The message or record that the chosen field is part of; empty where it is no field. */
function itemOf(rows: readonly Row[], index: number): string {
  if (rows[index]?.kind !== 'field') return '';
  const item = rows.slice(0, index).findLast(({ kind }) => kind === 'item');
  return item === undefined ? '' : `${item.direction === 'to-bank' ? '→' : '←'} ${item.field.label}`;
}

/** Whose keys open what is shown, and whether the attacker has the like; undefined where none are in use. */
function keysSaid(tree: Tree, { chosen }: Settled): string | undefined {
  if (!tree.withKeys) return undefined;
  const too = chosen !== undefined && tree.attackerReads(chosen.row.connection);
  return too
    ? 'with the victim’s keys: this connection the attacker reads with keys of his own'
    : 'with the victim’s keys: the attacker does not have these';
}

function treeTitle(size: number, full: number | undefined): string {
  return full === undefined
    ? `what passed · ${grouped(size)} bytes`
    : `recording full: ${grouped(full)} bytes`;
}

function bytesTitle(chosen: Chosen | undefined, byte: number | undefined, withKeys: boolean): string {
  if (chosen?.run === undefined) return 'bytes';
  const { run, direction } = chosen;
  const way = SIDES[direction];
  const end = grouped(run.offset + run.bytes.length);
  const how = withKeys ? 'opened ' : '';
  return byte === undefined ? `${how}bytes ${way} · ${end}` : `${how}byte ${grouped(byte)} of ${end} ${way}`;
}

function bottomTitle(
  { typing, filtering, filter, notice }: Model,
  glyphs: Glyphs,
  words: (text: string) => string,
): Title {
  if (filtering !== undefined) {
    const said = filterOf(filtering).fault || FILTER_WORDS;
    return { text: `f ${filtering}▏ ${said}`, strong: true };
  }
  if (typing === undefined && notice === '' && filter !== '')
    return { text: `only what fits “${printable(filter)}” · esc shows all`, strong: true };
  // Of a notice only what is said of keys is of the lab's cast: others quote what was looked for.
  if (typing === undefined)
    return { text: notice.includes('victim’s keys') ? words(notice) : notice, strong: true };
  return {
    text: `/${typing}▏ text, or bytes as 17 03 03 · ${glyphs.enter} find · esc not`,
    strong: true,
  };
}
