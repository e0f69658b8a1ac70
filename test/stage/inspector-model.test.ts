import test from 'ava';
import * as fc from 'fast-check';
import type { LabFact } from '../../lab/facts/facts.ts';
import { Inspection } from '../../src/views/inspection/inspection.ts';
import type { InspectorAction } from '../../src/stage/inspector/keys.ts';
import { INSPECTOR_BINDINGS } from '../../src/stage/inspector/keys.ts';
import { pointAt, settle, startModel } from '../../src/stage/inspector/model.ts';
import type { Model } from '../../src/stage/inspector/model.ts';
import { afterAction, afterTyping } from '../../src/stage/inspector/after-key.ts';
import { Tree } from '../../src/stage/inspector/tree.ts';
import { bytes, log, LOGIN, opened, SEE_OTHER, segment } from '../helpers/captured.ts';

const VIEW = { rows: 6, perRow: 8 };

const treeOf = (...facts: readonly LabFact[]): Tree => {
  const inspection = new Inspection(log(...facts));
  return new Tree(inspection, inspection.connections('plain', facts.length));
};

const login = (): Tree =>
  treeOf(opened(1), segment(1, 'to-bank', 0, LOGIN), segment(1, 'to-victim', 0, SEE_OTHER));

/** Presses keys one after another and tells the chosen row after each. */
function told(tree: Tree, from: Model, ...actions: readonly InspectorAction[]): string[] {
  let model = from;
  return actions.map((action) => {
    model = afterAction(model, action, tree, VIEW);
    return chosen(tree, model);
  });
}

const after = (tree: Tree, from: Model, ...actions: readonly InspectorAction[]): Model =>
  actions.reduce((model, action) => afterAction(model, action, tree, VIEW), from);

function chosen(tree: Tree, model: Model): string {
  return settle(model, tree, VIEW).chosen?.row.field.label ?? '';
}

/** The marked bytes as text. */
function marked(tree: Tree, model: Model): string {
  const found = settle(model, tree, VIEW).chosen;
  return (found?.ranges ?? [])
    .map(({ offset, length }) =>
      Buffer.from(found?.run?.bytes.subarray(offset, offset + length) ?? []).toString(),
    )
    .join('|');
}

const typedAs = (tree: Tree, model: Model, query: string): Model =>
  afterTyping(
    afterTyping(afterAction(model, 'search', tree, VIEW), { text: query }, tree, VIEW),
    'enter',
    tree,
    VIEW,
  );

test('down and open walk from the connection into a message; close walks out again', (t) => {
  const tree = login();
  t.deepEqual(told(tree, startModel(tree), 'down', 'open', 'open', 'down', 'close', 'close', 'close'), [
    'POST /login',
    'POST /login',
    'request line',
    'Host',
    'POST /login',
    'POST /login',
    '1  bank.test:80',
  ]);
});

test('the ends hold: up from the first row and down from the last stay there', (t) => {
  const tree = login();
  t.deepEqual(told(tree, startModel(tree), 'up', 'last', 'down', 'first', 'page-down'), [
    '1  bank.test:80',
    '303 See Other',
    '303 See Other',
    '1  bank.test:80',
    '303 See Other',
  ]);
});

test('a place leads to the deepest field that holds it, and its own bytes are marked', (t) => {
  const tree = login();
  const offset = LOGIN.indexOf('tulip');
  const model = pointAt(startModel(tree), tree, { connection: 1, direction: 'to-bank', offset, length: 5 });
  t.is(chosen(tree, model), 'password');
  t.is(marked(tree, model), 'tulip');
  const moved = afterAction(model, 'up', tree, VIEW);
  t.is(chosen(tree, moved), 'user');
  t.is(marked(tree, moved), 'user=alice');
});

test('a place that has not passed yet is said to be missing', (t) => {
  const tree = login();
  const model = pointAt(startModel(tree), tree, {
    connection: 7,
    direction: 'to-bank',
    offset: 3,
    length: 1,
  });
  t.is(chosen(tree, model), '1  bank.test:80');
  t.regex(model.notice, /have not passed yet/);
});

test('the cursor in the bytes moves the one in the tree, and the other way round', (t) => {
  const tree = login();
  const start = after(tree, startModel(tree), 'down', 'bytes');
  t.deepEqual(told(tree, start, 'open', 'open', 'open', 'open', 'open'), [
    'method',
    'method',
    'method',
    'request line',
    'target',
  ]);
  const there = after(tree, start, 'open', 'open', 'open', 'open', 'open');
  t.is(there.byte?.offset, 5);
  t.is(after(tree, there, 'down').byte?.offset, 13);
  t.is(after(tree, there, 'up').byte?.offset, 5);
  t.is(after(tree, there, 'last').byte?.offset, LOGIN.length - 1);
  const back = after(tree, there, 'leave', 'down', 'bytes');
  t.is(chosen(tree, back), 'version');
  t.is(back.byte?.offset, LOGIN.indexOf('HTTP/1.1'));
});

test('rows opened only to show the byte close again as it moves on', (t) => {
  const tree = login();
  const start = after(tree, startModel(tree), 'down', 'bytes', 'open');
  const inLine = settle(start, tree, VIEW).rows.map(({ field }) => field.label);
  t.true(inLine.includes('target'));
  const inBody = settle(after(tree, start, 'last'), tree, VIEW).rows.map(({ field }) => field.label);
  t.true(inBody.includes('password'));
  t.false(inBody.includes('target'));
});

test('text is found in either case, one place after another and round', (t) => {
  const tree = login();
  const first = typedAs(tree, startModel(tree), 'SESSION');
  t.is(chosen(tree, first), 'cookie session');
  t.regex(first.notice, /^1 of 2 places/);
  const second = afterAction(first, 'find-next', tree, VIEW);
  t.is(settle(second, tree, VIEW).chosen?.direction, 'to-victim');
  t.regex(afterAction(second, 'find-next', tree, VIEW).notice, /^1 of 2/);
  t.regex(afterAction(second, 'find-previous', tree, VIEW).notice, /^1 of 2/);
  t.regex(afterAction(first, 'find-previous', tree, VIEW).notice, /^2 of 2/);
});

test('bytes are found as pairs of hex digits', (t) => {
  const tree = login();
  const model = typedAs(tree, startModel(tree), '0d 0a 0d 0a');
  t.is(marked(tree, model), '\r\n\r\n');
  t.is(marked(tree, typedAs(tree, startModel(tree), '0x74756C6970')), 'tulip');
});

test('what is nowhere is said with how much was looked through', (t) => {
  const tree = login();
  const model = typedAs(tree, startModel(tree), 'orchid');
  t.is(model.notice, `this text is nowhere in the lane’s ${LOGIN.length + SEE_OTHER.length} bytes`);
  t.is(chosen(tree, model), '1  bank.test:80');
});

test('typing takes letters back and can be given up', (t) => {
  const tree = login();
  const open = afterTyping(afterAction(startModel(tree), 'search', tree, VIEW), { text: 'ab' }, tree, VIEW);
  t.is(afterTyping(open, 'backspace', tree, VIEW).typing, 'a');
  t.is(afterTyping(open, 'escape', tree, VIEW).typing, undefined);
});

test('the cursor stays on its message while the connection grows, and steps out where it has gone', (t) => {
  const facts = log(
    opened(1),
    segment(1, 'to-bank', 0, LOGIN),
    segment(1, 'to-victim', 0, SEE_OTHER),
    opened(2),
    segment(2, 'to-bank', 0, LOGIN),
  );
  const inspection = new Inspection(facts);
  const at = (point: number): Tree => new Tree(inspection, inspection.connections('plain', point));
  const model = after(at(3), startModel(at(3)), 'last', 'open', 'open');
  t.is(chosen(at(3), model), 'status line');
  t.is(chosen(at(5), model), 'status line');
  t.is(chosen(at(2), model), '1  bank.test:80');
});

const keys = fc.constantFrom<InspectorAction>(...INSPECTOR_BINDINGS.map(({ action }) => action));
const content = fc.oneof(
  fc.constantFrom(
    bytes(LOGIN),
    bytes(SEE_OTHER),
    bytes('\x16\x03\x01\0\x09\x01\0\0\x05\x03\x03abc\x17\x03\x03\0\x02ab'),
    bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'),
  ),
  fc.uint8Array({ maxLength: 40 }),
);

test('whatever was captured and whatever keys come: the cursor stands on a row that is shown', (t) => {
  const capture = fc.record({ up: content, down: content, from: fc.constantFrom(0, 3) });
  const press = fc.record({ action: keys, point: fc.nat(7), query: fc.constantFrom('s', '0d 0a', 'zz') });
  fc.assert(
    fc.property(
      fc.array(capture, { maxLength: 2 }),
      fc.array(press, { maxLength: 25 }),
      fc.constantFrom(8, 16),
      fc.integer({ min: 1, max: 9 }),
      (captures, presses, perRow, rows) => {
        const facts = captures.flatMap(({ up, down, from }, index) => [
          opened(index + 1),
          segment(index + 1, 'to-bank', from, up),
          segment(index + 1, 'to-victim', 0, down),
        ]);
        const inspection = new Inspection(log(...facts));
        const view = { rows, perRow };
        let model = startModel(new Tree(inspection, []));
        for (const { action, point, query } of presses) {
          // The stage may step back and on between two keys.
          const tree = new Tree(inspection, inspection.connections('plain', point));
          model = afterAction(model, action, tree, view);
          if (model.typing !== undefined) model = typeThrough(model, query, tree, view);
          const settled = settle(model, tree, view);
          if (!isSound(settled, view)) return false;
          model = settled.model;
        }
        return true;
      },
    ),
    { numRuns: 400 },
  );
  t.pass();
});

function typeThrough(model: Model, query: string, tree: Tree, view: typeof VIEW): Model {
  return afterTyping(afterTyping(model, { text: query }, tree, view), 'enter', tree, view);
}

function isSound(
  { model, rows, index, chosen: found }: ReturnType<typeof settle>,
  view: typeof VIEW,
): boolean {
  if (rows.length === 0) return found === undefined;
  if (found === undefined || rows[index] !== found.row || model.cursor !== found.row.id) return false;
  if (index < model.treeTop || index >= model.treeTop + view.rows) return false;
  const { run } = found;
  const { byte } = model;
  if (byte === undefined || run === undefined) return byte === undefined;
  const inRun = byte.offset >= run.offset && byte.offset < run.offset + run.bytes.length;
  const shown = byte.offset >= model.bytesTop && byte.offset < model.bytesTop + view.rows * view.perRow;
  return inRun && shown;
}
