import { Box, useInput, useStdout } from 'ink';
import type { Key } from 'ink';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { LaneId } from '../../../lab/facts/facts.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import type { FactLog } from '../../session/log.ts';
import { Inspection } from '../../views/inspection/inspection.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { BytesView } from '../inspector/bytes-view.tsx';
import { DetailView } from '../inspector/detail-view.tsx';
import { FrameBottom, FrameMiddle, FrameTop, Wall } from '../panes/frame.tsx';
import type { Title } from '../panes/frame.tsx';
import { INSPECTOR_BINDINGS } from '../inspector/keys.ts';
import { LanesLine } from '../inspector/lanes-line.tsx';
import { inspectorLayout } from '../inspector/layout.ts';
import { pointAt, settle, startModel } from '../inspector/model.ts';
import type { Chosen, Model, View } from '../inspector/model.ts';
import { afterAction, afterTyping } from '../inspector/after-key.ts';
import { copyChosen, saveChosen } from '../inspector/copy-save.ts';
import { Tree } from '../inspector/tree.ts';
import type { Row } from '../inspector/tree.ts';
import { TreeView } from '../inspector/tree-view.tsx';
import { actionOf } from '../keys.ts';
import type { Place, Screen, ScreenProps } from './screen.ts';
import { Toned } from '../text.tsx';

/** A small Wireshark for one lane at a time: connections, what was on them, and the bytes. */
export const INSPECTOR: Screen = {
  bindings: INSPECTOR_BINDINGS,
  claims: ['next', 'back', 'choose'],
  View: InspectorScreen,
};

/** What stays while the screen is away behind the help or another screen. */
interface Memory {
  readonly inspection: Inspection;
  readonly models: Map<LaneId, Model>;
  /** The place that was gone to last. */
  place?: Place | undefined;
}

/** By the log: one log is read once, however often the screen comes and goes. */
const MEMORIES = new WeakMap<FactLog, Memory>();

function memoryOf(facts: FactLog): Memory {
  const memory = MEMORIES.get(facts) ?? { inspection: new Inspection(facts), models: new Map() };
  MEMORIES.set(facts, memory);
  return memory;
}

function InspectorScreen({ scene, facts, size, rows, lane: tab, place, go, typing }: ScreenProps): ReactNode {
  const lane = scene.state.lanes[tab];
  if (lane === undefined) return <Nothing rows={rows} leave={() => go('lanes')} />;
  return (
    <LaneInspector
      key={lane.id}
      lane={lane}
      lanes={scene.state.lanes}
      point={scene.point}
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
  useInput((_input, key) => {
    if (key.escape) leave();
  });
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
  readonly memory: Memory;
  readonly columns: number;
  readonly rows: number;
  readonly place: Place | undefined;
  readonly leave: () => void;
  readonly typing: (on: boolean) => void;
}

function LaneInspector(props: LaneInspectorProps): ReactNode {
  const { lane, lanes, point, memory, columns, rows, place, leave, typing } = props;
  const { write } = useStdout();
  const [, setShown] = useState<Model>();
  const { inspection } = memory;
  const tree = new Tree(inspection, inspection.connections(lane.id, point));
  const longest = Math.max(
    ...tree.connections.map(({ bytes }) => Math.max(bytes['to-bank'], bytes['to-victim'])),
    0,
  );
  const full = inspection.recordingFull(lane.id, point);
  const layout = inspectorLayout(columns, rows, longest);
  const view = { rows: layout.rows, perRow: layout.perRow };
  const { model, rows: treeRows, index, chosen } = settle(modelOf(memory, lane.id, tree, place), tree, view);
  memory.models.set(lane.id, model);

  const show = (next: Model): void => {
    memory.models.set(lane.id, next);
    setShown(next);
  };
  // Keys may come faster than frames: each starts from what the last one left.
  const latest = (): Model => memory.models.get(lane.id) ?? model;

  useInput((input, key) => {
    const now = latest();
    if (now.typing !== undefined) {
      const next = typed(now, input, key, tree, view);
      typing(next.typing !== undefined);
      show(next);
      return;
    }
    const action = actionOf(INSPECTOR_BINDINGS, input, key);
    if (action === undefined) return;
    if (action === 'leave' && now.byte === undefined) {
      memory.place = undefined;
      leave();
      return;
    }
    const next = afterAction(now, action, tree, view);
    const { chosen: taken } = settle(next, tree, view);
    if (action === 'search') {
      const begun = typed(next, input.slice(1), key, tree, view);
      typing(begun.typing !== undefined);
      show(begun);
    } else if (taken === undefined) show(next);
    else if (action === 'copy-hex' || action === 'copy-text') {
      const { sequence, notice } = copyChosen(taken, action === 'copy-hex' ? 'hex' : 'text');
      if (sequence !== '') write(sequence);
      show({ ...next, notice });
    } else if (action === 'save') show({ ...next, notice: saveChosen(taken, lane.id, process.cwd()) });
    else show(next);
  });

  const isTyping = model.typing !== undefined;
  useEffect(() => {
    typing(isTyping);
    return () => typing(false);
    // The stage hands a new function at every frame; what it does is the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isTyping]);

  const inBytes = model.byte !== undefined;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <LanesLine lanes={lanes} chosen={lane} full={full !== undefined} />
      <FrameTop
        left={layout.treeWidth}
        right={layout.bytesWidth}
        titles={[
          { text: treeTitle(tree.size, full), strong: !inBytes },
          { text: bytesTitle(chosen, model.byte?.offset), strong: inBytes },
        ]}
      />
      <Box height={layout.rows}>
        <Wall rows={layout.rows} />
        <TreeView
          rows={treeRows}
          top={model.treeTop}
          cursor={index}
          width={layout.treeWidth}
          height={layout.rows}
        />
        <Wall rows={layout.rows} />
        {chosen?.run === undefined ? (
          <Box width={layout.bytesWidth} />
        ) : (
          <BytesView
            run={chosen.run}
            top={model.bytesTop}
            ranges={chosen.ranges}
            cursor={model.byte?.offset}
            sealed={chosen.row.sealed}
            layout={layout}
          />
        )}
        <Wall rows={layout.rows} />
      </Box>
      <FrameMiddle left={layout.treeWidth} right={layout.bytesWidth} />
      <Box height={layout.detailRows}>
        <Wall rows={layout.detailRows} />
        {chosen === undefined ? (
          <Box width={columns - 2} />
        ) : (
          <DetailView
            field={tree.about(chosen.row)}
            item={itemOf(treeRows, index)}
            chosen={chosen}
            width={columns - 2}
            height={layout.detailRows}
          />
        )}
        <Wall rows={layout.detailRows} />
      </Box>
      <FrameBottom width={columns} title={bottomTitle(model)} />
    </Box>
  );
}

/** The lane's model as it was left, or pointing at a place that the way here led to. */
function modelOf(memory: Memory, lane: LaneId, tree: Tree, place: Place | undefined): Model {
  const kept = memory.models.get(lane) ?? startModel(tree);
  // A lane in which nothing had passed when it was first looked at begins anew.
  const model = kept.cursor === '' ? startModel(tree) : kept;
  if (place === undefined || place.lane !== lane || place === memory.place) return model;
  memory.place = place;
  return pointAt({ ...model, notice: '' }, tree, place);
}

function typed(model: Model, input: string, key: Key, tree: Tree, view: View): Model {
  if (key.escape) return afterTyping(model, 'escape', tree, view);
  if (key.return) return afterTyping(model, 'enter', tree, view);
  if (key.backspace || key.delete) return afterTyping(model, 'backspace', tree, view);
  if (key.ctrl || key.meta || key.tab || input === '') return model;
  // What is pasted may hold anything; a line's end in it is the key.
  const [line = '', ...more] = input.split(/[\r\n]/, 2);
  const next = afterTyping(model, { text: printable(line) }, tree, view);
  return more.length > 0 ? afterTyping(next, 'enter', tree, view) : next;
}

/** The message or record that the chosen field is part of; empty where it is no field. */
function itemOf(rows: readonly Row[], index: number): string {
  if (rows[index]?.kind !== 'field') return '';
  const item = rows.slice(0, index).findLast(({ kind }) => kind === 'item');
  return item === undefined ? '' : `${item.direction === 'to-bank' ? '→' : '←'} ${item.field.label}`;
}

function treeTitle(size: number, full: number | undefined): string {
  return full === undefined
    ? `what passed · ${grouped(size)} bytes`
    : `recording full: ${grouped(full)} bytes`;
}

function bytesTitle(chosen: Chosen | undefined, byte: number | undefined): string {
  if (chosen?.run === undefined) return 'bytes';
  const { run, direction } = chosen;
  const way = SIDES[direction];
  const end = grouped(run.offset + run.bytes.length);
  return byte === undefined ? `bytes ${way} · ${end}` : `byte ${grouped(byte)} of ${end} ${way}`;
}

function bottomTitle({ typing, notice }: Model): Title {
  if (typing === undefined) return { text: notice, strong: true };
  return { text: `/${typing}▏ text, or bytes as 17 03 03 · ⏎ find · esc not`, strong: true };
}
