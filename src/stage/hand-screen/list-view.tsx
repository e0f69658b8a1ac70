import { Box } from 'ink';
import type { ReactNode } from 'react';
import { conditionText } from '../../../lab/facts/hold.ts';
import { printable } from '../../../lab/text/printable.ts';
import { counted } from '../../../lab/text/count.ts';
import { CONDITION_WORDS, filterOf, FILTER_WORDS } from '../../views/exchanges/filter.ts';
import type { PassedExchange } from '../../views/exchanges/exchange-log.ts';
import type { HeldEntry } from '../../views/hand/hand-log.ts';
import { fit } from '../fit.ts';
import { useGlyphs } from '../glyphs.ts';
import type { Glyphs } from '../glyphs.ts';
import { shownLine } from '../line-editor.ts';
import { topShowing } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import { filterNow } from './model.ts';
import type { HandModel, HandWorld } from './model.ts';

/** Rows that are not of the list: what he does, what he holds, two heads, and what is said below. */
export const LIST_FRAME = 6;

/** What the attacker holds, and what has passed: one list with one cursor, in exactly `rows` rows. */
export function HandList({
  model,
  world,
  title,
  rows,
  columns,
}: {
  readonly model: HandModel;
  readonly world: HandWorld;
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const glyphs = useGlyphs();
  const { state, passed } = world;
  const { queue } = state;
  const all = queue.length + passed.length;
  const cursor = Math.max(0, Math.min(model.cursor, all - 1));
  const room = Math.max(1, rows - LIST_FRAME);
  // What is held has the upper part, as far as it is there, but leaves half to what passed.
  const above = Math.min(
    queue.length,
    passed.length === 0 ? room : Math.max(Math.floor(room / 2), room - passed.length),
  );
  const below = room - above;
  const inQueue = cursor < queue.length;
  const queueTop = topShowing(
    { first: inQueue ? cursor : 0, last: inQueue ? cursor : 0 },
    0,
    above,
    queue.length,
  );
  const at = Math.max(0, cursor - queue.length);
  const passedTop = topShowing({ first: at, last: at }, 0, below, passed.length);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Attacks world={world} title={title} columns={columns} />
      <Holds world={world} />
      <Head
        text={`held: ${queue.length === 0 ? 'nothing' : queue.length}`}
        columns={columns}
        strong={queue.length > 0}
      />
      {queue.slice(queueTop, queueTop + above).map((entry, row) => (
        <HeldRow
          key={entry.held}
          entry={entry}
          chosen={queueTop + row === cursor}
          columns={columns}
          glyphs={glyphs}
        />
      ))}
      <Head text={passedHead(model, world)} columns={columns} strong={false} />
      {passed.slice(passedTop, passedTop + below).map((exchange, row) => (
        <PassedRow
          key={exchange.index}
          exchange={exchange}
          chosen={queue.length + passedTop + row === cursor}
          columns={columns}
        />
      ))}
      <Box flexGrow={1} />
      <Said model={model} world={world} columns={columns} glyphs={glyphs} />
    </Box>
  );
}

/** What he does, and the numbers of what else he could do. */
function Attacks({
  world: { hand, state },
  title,
  columns,
}: {
  readonly world: HandWorld;
  readonly title: string;
  readonly columns: number;
}): ReactNode {
  const attacks = hand?.attacks ?? [];
  return (
    <TextLine>
      {' '}
      <Toned as="attacker">THE ATTACKER’S HAND</Toned>
      <Toned as="title">{columns < 100 ? ' ' : ` · ${printable(title)}  `}</Toned>
      {attacks.length === 0 && <Toned>does: {printable(state.attack)}</Toned>}
      {attacks.map(({ word }, index) => (
        <Toned key={word}>
          {' '}
          <Toned as="key">{index + 1}</Toned>{' '}
          <Toned as={word === state.attack ? 'chosenTab' : 'muted'}>{word}</Toned>
        </Toned>
      ))}
    </TextLine>
  );
}

/** What he holds from now on, or what he does in a few words. */
function Holds({ world: { hand, state } }: { readonly world: HandWorld }): ReactNode {
  const { holds, attack } = state;
  const meaning = hand?.attacks.find(({ word }) => word === attack)?.meaning;
  return (
    <TextLine>
      {' '}
      {holds === undefined ? (
        <Toned as="muted">everything passes</Toned>
      ) : (
        <Toned as="warning">HOLDS {printable(conditionText(holds))}</Toned>
      )}
      {meaning !== undefined && (
        <Toned as="muted"> · {meaning} · another attack is for new connections</Toned>
      )}
    </TextLine>
  );
}

function Head({
  text,
  columns,
  strong,
}: {
  readonly text: string;
  readonly columns: number;
  readonly strong: boolean;
}): ReactNode {
  const line = ` ── ${text} `;
  return (
    <TextLine as={strong ? 'warning' : 'muted'}>
      {fit(line + '─'.repeat(columns), columns).replace('…', '─')}
    </TextLine>
  );
}

function passedHead(model: HandModel, { passed }: HandWorld): string {
  const filter = filterNow(model);
  const found = filter === '' ? '' : ` · filter: ${printable(filter)}`;
  return `passed: ${passed.length === 0 ? 'nothing' : counted(passed.length, 'exchange')}${found}`;
}

function HeldRow({
  entry: { held, kind, what, at },
  chosen,
  columns,
  glyphs,
}: {
  readonly entry: HeldEntry;
  readonly chosen: boolean;
  readonly columns: number;
  readonly glyphs: Glyphs;
}): ReactNode {
  const way = kind === 'answer' ? 'to her' : 'to the bank';
  const line = ` ${chosen ? '›' : ' '} ${String(held).padStart(3)}  ${printable(what)}  ${glyphs.to} ${way}, held at ${(at / 1000).toFixed(1)} s`;
  return <TextLine as={chosen ? 'chosen' : 'plain'}>{fit(line, columns)}</TextLine>;
}

function PassedRow({
  exchange: { method, path, host, status, fields, sealed, from },
  chosen,
  columns,
}: {
  readonly exchange: PassedExchange;
  readonly chosen: boolean;
  readonly columns: number;
}): ReactNode {
  const whose = from === 'victim' ? '' : ` · ${from}`;
  const what = sealed
    ? `TLS to ${printable(host)}${whose}`
    : `${printable(method)} ${printable(path)}  ${status === 0 ? 'no answer' : status}${whose}`;
  const has = fields.length === 0 ? '' : `  ${printable(fields.join(' '))}`;
  const line = ` ${chosen ? '›' : ' '}      ${what}${has}`;
  const word = sealed ? 'sealed ' : 'read ';
  if (chosen) return <TextLine as="chosen">{fit(line, columns - word.length) + word}</TextLine>;
  return (
    <TextLine>
      {fit(line, columns - word.length)}
      <Toned as={sealed ? 'sealed' : 'muted'}>{word.trimEnd()}</Toned>
    </TextLine>
  );
}

/** The last row: what is typed, what the last key did, or why the list is empty. */
function Said({
  model,
  world,
  columns,
  glyphs,
}: {
  readonly model: HandModel;
  readonly world: HandWorld;
  readonly columns: number;
  readonly glyphs: Glyphs;
}): ReactNode {
  const { typing, notice } = model;
  if (typing?.what === 'filter' || typing?.what === 'condition') {
    const sign = typing.what === 'filter' ? '/' : 'hold: ';
    const words = typing.what === 'filter' ? FILTER_WORDS : CONDITION_WORDS;
    const said = notice !== '' ? notice : faultOfFilter(typing.what, typing.line.text) || words;
    const line = `${sign}${shownLine(typing.line, Math.floor(columns / 2))}`;
    return (
      <TextLine>
        {' '}
        <Toned as="title">{line}</Toned>
        <Toned as={notice === '' ? 'muted' : 'warning'}>
          {'  '}
          {said}
        </Toned>
      </TextLine>
    );
  }
  if (notice !== '') return <TextLine as="title"> {printable(notice)}</TextLine>;
  const filter = filterNow(model);
  if (filter !== '' && world.passed.length === 0)
    return <TextLine as="warning"> nothing fits · {filterOf(filter).fault || FILTER_WORDS}</TextLine>;
  if (world.hand === undefined)
    return <TextLine as="muted"> nobody acts here: this is what was done</TextLine>;
  if (world.state.queue.length > 0)
    return <TextLine as="muted"> {glyphs.enter} opens it: edited, as it came, or not at all</TextLine>;
  return <TextLine> </TextLine>;
}

function faultOfFilter(what: 'filter' | 'condition', text: string): string {
  return what === 'filter' ? filterOf(text).fault : '';
}
