import type { ReactNode } from 'react';
import type { TlsStripped } from '../../../lab/facts/facts.ts';
import { failedText } from '../../../lab/facts/interceptor.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { namesIn, redirectOf, shownExcerpt, staysSealed } from '../../views/stage/excerpt.ts';
import type { Change, LaneState } from '../../views/stage/state.ts';
import { firstFitting } from '../fit.ts';
import { GRAVEST_FIRST } from '../gravest-first.ts';
import { TextLine, Toned } from '../text.tsx';
import type { Tone } from '../theme.ts';
import { Banner, LARGE_BANNER } from './banner.tsx';

/** What the bytes beside it gave away, in rows: as many as there are to say it, and no more than there is room for. */
export interface Reading {
  readonly rows: number;
  readonly view: ReactNode;
}

/** A row below what is said across the lane. */
interface SaidLine {
  /** Whether it tells of something that was read. */
  readonly read: boolean;
  readonly text: string;
  /** The value that was read, where there is one to show. */
  readonly value?: string;
}

/** One thing said across the lane, and rows below it. */
interface Said {
  readonly as: Tone;
  /** The longest first. */
  readonly ways: readonly string[];
  readonly fill?: string;
  readonly lines: readonly SaidLine[];
}

interface Room {
  readonly rows: number;
  readonly width: number;
  /** The name of what has just been read. */
  readonly news: string | undefined;
}

/**
 * In words what the bytes gave away that are held up in a lane: values found in clear, or that only a length shows.
 * What was read in others stands below it as such.
 */
export function readingOf(lane: LaneState, room: Room): Reading {
  const high = room.rows > LARGE_BANNER ? LARGE_BANNER : 1;
  const said = saidOf(lane, { ...room, rows: room.rows - high });
  if (said !== undefined) {
    const { as, ways, fill = ' ', lines } = said;
    const below = lines.slice(0, Math.max(0, room.rows - high));
    const view = (
      <>
        <Banner as={as} ways={ways} rows={high} width={room.width} fill={fill} />
        <Lines lines={below} />
      </>
    );
    return { rows: high + below.length, view };
  }
  const note = noteOf(lane);
  if (note !== undefined) return { rows: 1, view: <TextLine as="warning">{note}</TextLine> };
  const before = readElsewhere(lane, new Set(), room.width);
  return { rows: before.length, view: <Lines lines={before} /> };
}

function Lines({ lines }: { readonly lines: readonly SaidLine[] }): ReactNode {
  return lines.map(({ read, text, value }, row) => (
    <TextLine key={row}>
      {read && <Toned as="read"> READ </Toned>}
      {read && ' '}
      <Toned as={read ? 'plain' : 'muted'}>{text}</Toned>
      {value !== undefined && <Toned as="strong">{value}</Toned>}
    </TextLine>
  ));
}

function saidOf(lane: LaneState, room: Room): Said | undefined {
  const excerpt = shownExcerpt(lane);
  if (lane.changed !== undefined) return changedOf(lane.changed, lane.hungUp === true);
  const here = namesHere(lane, room.news);
  if (lane.hijacked !== undefined) {
    const ways = ['HER ACCOUNT IS OPEN TO HIM  without her password', 'HER ACCOUNT IS OPEN TO HIM'];
    return {
      as: 'read',
      ways,
      lines: [...readLines(lane, here), ...readElsewhere(lane, new Set(here), room.width)],
    };
  }
  if (here.length > 0) return readHere(lane, here, room);
  const elsewhere = readElsewhere(lane, new Set(), room.width);
  if (staysSealed(lane, excerpt)) {
    const ways = [
      'only its size shows, and who talks to whom, and when',
      'only its size, ends and time show',
    ];
    return {
      as: 'sealed',
      ways: [...(excerpt === undefined ? [] : [`SEALED  ${grouped(excerpt.length)} bytes`]), 'SEALED'],
      fill: '▒',
      lines: [...elsewhere, { read: false, text: firstFitting(room.width, ways) }],
    };
  }
  const to = excerpt === undefined ? undefined : redirectOf(excerpt);
  if (to !== undefined) {
    const where = printable(to.address);
    const ways = [`REDIRECT  her browser is sent to ${where}`, `REDIRECT  to ${where}`, 'REDIRECT to https'];
    return { as: 'secure', ways, lines: elsewhere };
  }
  if (lane.stripped !== undefined) return strippedOf(lane.stripped);
  if (lane.inside.size === 0 || excerpt?.opened !== true) return undefined;
  const ways = ['READ  all that passes inside this TLS', 'READ inside this TLS'];
  return { as: 'read', ways, lines: elsewhere };
}

function changedOf({ what, before, after }: Change, hungUp: boolean): Said {
  const [name, from, to] = [what, before, after].map(printable);
  const change = `${name}: ${from} → ${to}`;
  const ways = [`CHANGED ON THE WAY  ${change}`, `CHANGED  ${change}`, `${from} → ${to}`];
  return {
    as: 'read',
    ways,
    lines: hungUp ? [{ read: false, text: 'the bank found it changed, and hung up' }] : [],
  };
}

/** He speaks https to the bank in her stead: no redirect to it comes to her. */
function strippedOf({ asked, fetched }: Pick<TlsStripped, 'asked' | 'fetched'>): Said {
  return {
    as: 'notSecure',
    ways: ['NO REDIRECT REACHES HER  he keeps her on http', 'NO REDIRECT REACHES HER', 'KEPT ON HTTP'],
    lines: [
      { read: false, text: `he fetches ${printable(fetched)} for her` },
      { read: false, text: `she asked for ${printable(asked)}` },
    ],
  };
}

/** What has stopped or failed, where nothing was read. */
function noteOf({ read, captureLimit, interceptionFailed }: LaneState): string | undefined {
  if (read.length > 0) return undefined;
  if (captureLimit !== undefined) return `recording full: kept ${grouped(captureLimit)} bytes, counting on`;
  return interceptionFailed === undefined ? undefined : `✗ ${printable(failedText(interceptionFailed))}`;
}

/** Names of what was read in what is held up, the gravest first. */
function namesHere(lane: LaneState, news: string | undefined): readonly string[] {
  const { hijacked, planted, read, readValues } = lane;
  const excerpt = shownExcerpt(lane);
  const names =
    hijacked === undefined && excerpt !== undefined ? namesIn(excerpt, planted) : new Set<string>();
  const stands = (name: string): boolean =>
    name === news || names.has(name) || hijacked?.text.includes(readValues.get(name) ?? name) === true;
  return gravestFirst(read.filter(stands), news);
}

function gravestFirst(names: readonly string[], news?: string): readonly string[] {
  const order = news === undefined ? GRAVEST_FIRST : [news, ...GRAVEST_FIRST.filter((name) => name !== news)];
  return [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name))];
}

/** What was read: the gravest as a banner, and after it what else there is, here and elsewhere. */
function readHere(lane: LaneState, here: readonly string[], { rows, width }: Room): Said {
  const [first = '', ...names] = here;
  const said = `${printable(first).toUpperCase()} READ  ${valueIn(lane, first)}`;
  const others = names.map(printable).join(', ');
  const elsewhere = readElsewhere(lane, new Set(here), width);
  // Of one row what was read here has the better right.
  const room = rows > 1 ? rows - elsewhere.length : rows;
  const whole = names.length <= room ? names : names.slice(0, Math.max(0, room - 1));
  const left = names.slice(whole.length).map(printable).join(', ');
  return {
    as: 'read',
    ways: rows === 0 && others !== '' ? [`${said}  and ${others}`, `${said}  and more`, said] : [said],
    lines: [...readLines(lane, whole), ...(left === '' ? [] : [{ read: true, text: left }]), ...elsewhere],
  };
}

function readLines(lane: LaneState, names: readonly string[]): readonly SaidLine[] {
  return names.map((name) => ({ read: true, text: `${printable(name)} = `, value: valueIn(lane, name) }));
}

function valueIn({ readValues }: LaneState, name: string): string {
  return printable(readValues.get(name) ?? '');
}

/** What was read in other bytes than those held up: a row, or none. */
function readElsewhere(lane: LaneState, here: ReadonlySet<string>, width: number): readonly SaidLine[] {
  const names = gravestFirst(lane.read.filter((name) => !here.has(name))).map(printable);
  if (names.length === 0) return [];
  const room = width - ' READ  elsewhere: '.length;
  return [{ read: true, text: `elsewhere: ${firstFitting(room, [names.join(', '), names[0] ?? ''])}` }];
}
