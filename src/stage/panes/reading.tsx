import type { ReactNode } from 'react';
import { failedText } from '../../../lab/facts/interceptor.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { namesIn, redirectOf, shownExcerpt, staysSealed } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
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

/** One thing said across the lane, and lines below it. */
interface Said {
  readonly as: Tone;
  /** The longest first. */
  readonly ways: readonly string[];
  readonly fill?: string;
  readonly lines: readonly ReactNode[];
}

/**
 * In words what the bytes gave away that are held up in a lane: values found in clear, or that only a length shows.
 * What was read in others before stands below it as such. `news` is the name of what has just been read.
 */
export function readingOf(
  lane: LaneState,
  { rows, width, news }: { readonly rows: number; readonly width: number; readonly news: string | undefined },
): Reading {
  const high = rows > LARGE_BANNER ? LARGE_BANNER : 1;
  const said = saidOf(lane, { rows: rows - high, width, news });
  if (said !== undefined) {
    const { as, ways, fill, lines } = said;
    const below = lines.slice(0, Math.max(0, rows - high));
    const banner = (
      <Banner as={as} ways={ways} rows={high} width={width} {...(fill !== undefined && { fill })} />
    );
    return {
      rows: high + below.length,
      view: [banner, ...below].map((row, key) => <Row key={key}>{row}</Row>),
    };
  }
  const line = noteOf(lane) ?? readBefore(lane, new Set(), width);
  return line === undefined ? { rows: 0, view: undefined } : { rows: 1, view: line };
}

function Row({ children }: { readonly children: ReactNode }): ReactNode {
  return children;
}

interface Room {
  readonly rows: number;
  readonly width: number;
  readonly news: string | undefined;
}

function saidOf(lane: LaneState, room: Room): Said | undefined {
  const { changed, hungUp, inside, stripped } = lane;
  if (changed !== undefined) {
    const [name, from, to] = [changed.what, changed.before, changed.after].map(printable);
    const change = `${name}: ${from} → ${to}`;
    const lines =
      hungUp === true ? [<TextLine as="muted">the bank found it changed, and hung up</TextLine>] : [];
    return {
      as: 'read',
      ways: [`CHANGED ON THE WAY  ${change}`, `CHANGED  ${change}`, `${from} → ${to}`],
      lines,
    };
  }
  const here = namesHere(lane, room.news);
  if (here.length > 0) return readHere(lane, here, room);
  const excerpt = shownExcerpt(lane);
  if (staysSealed(lane, excerpt)) {
    const before = readBefore(lane, new Set(), room.width);
    const ways = [
      'only its size shows, and who talks to whom, and when',
      'only its size, ends and time show',
    ];
    const lines = [<TextLine as="muted">{firstFitting(room.width, ways)}</TextLine>];
    return {
      as: 'sealed',
      ways: [...(excerpt === undefined ? [] : [`SEALED  ${grouped(excerpt.length)} bytes`]), 'SEALED'],
      fill: '▒',
      lines: before === undefined ? lines : [before, ...lines],
    };
  }
  const to = excerpt === undefined ? undefined : redirectOf(excerpt);
  if (to !== undefined) {
    const where = printable(to);
    return {
      as: 'secure',
      ways: [`REDIRECT  her browser is sent to ${where}`, `REDIRECT  to ${where}`, 'REDIRECT to https'],
      lines: [],
    };
  }
  if (stripped !== undefined) {
    const ways = [
      'NO REDIRECT REACHES HER  he fetches it over https',
      'NO REDIRECT REACHES HER',
      'KEPT ON HTTP',
    ];
    const [asked, fetched] = [stripped.asked, stripped.fetched].map(printable);
    const lines = [<TextLine>she asks for {asked}</TextLine>, <TextLine>he fetches {fetched}</TextLine>];
    return { as: 'notSecure', ways, lines };
  }
  if (inside.size === 0 || excerpt?.opened !== true) return undefined;
  const before = readBefore(lane, new Set(), room.width);
  return {
    as: 'read',
    ways: ['READ  all that passes inside this TLS', 'READ inside this TLS'],
    lines: before === undefined ? [] : [before],
  };
}

/** What has stopped or failed, where nothing was read. */
function noteOf({ read, captureLimit, interceptionFailed }: LaneState): ReactNode {
  if (read.length > 0) return undefined;
  if (captureLimit !== undefined)
    return <TextLine as="warning">recording full: kept {grouped(captureLimit)} bytes, counting on</TextLine>;
  return interceptionFailed === undefined ? undefined : (
    <TextLine as="warning">✗ {printable(failedText(interceptionFailed))}</TextLine>
  );
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
  const said = `${printable(first).toUpperCase()} READ  ${printable(lane.readValues.get(first) ?? '')}`;
  const others = names.map(printable).join(', ');
  const before = readBefore(lane, new Set(here), width);
  const room = rows - (before === undefined ? 0 : 1);
  const whole = names.length <= room ? names : names.slice(0, Math.max(0, room - 1));
  const left = names.slice(whole.length).map(printable).join(', ');
  return {
    as: 'read',
    ways: rows === 0 && others !== '' ? [`${said}  and ${others}`, `${said}  and more`, said] : [said],
    lines: [
      ...whole.map((name) => (
        <TextLine>
          <Toned as="read"> READ </Toned> {printable(name)} ={' '}
          <Toned as="strong">{printable(lane.readValues.get(name) ?? '')}</Toned>
        </TextLine>
      )),
      ...(left === ''
        ? []
        : [
            <TextLine>
              <Toned as="read"> READ </Toned> {left}
            </TextLine>,
          ]),
      ...(before === undefined ? [] : [before]),
    ],
  };
}

/** What was read elsewhere than those held up. */
function readBefore(lane: LaneState, here: ReadonlySet<string>, width: number): ReactNode {
  const names = gravestFirst(lane.read.filter((name) => !here.has(name))).map(printable);
  if (names.length === 0) return undefined;
  const start = ' READ  elsewhere: '.length;
  return (
    <TextLine>
      <Toned as="read"> READ </Toned>
      <Toned as="muted"> elsewhere: {firstFitting(width - start, [names.join(', '), names[0] ?? ''])}</Toned>
    </TextLine>
  );
}
