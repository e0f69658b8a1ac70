import type { Fact } from '../../lab/facts/session.ts';
import { reassemble } from '../../src/reading/streams.ts';
import { ASPECTS } from './said.ts';
import type { Aspect, Said } from './said.ts';
import { VIEWS } from './views.ts';
import type { ViewName } from './views.ts';

/** The views in the order of a report. */
export const VIEW_NAMES = [
  'stage',
  'ladder',
  'matrix',
  'inspector',
  'claims',
] as const satisfies readonly ViewName[];

/** How many bytes there were, and of how many of them who says what. Aspects are counted each by itself. */
export interface Counts {
  readonly connections: number;
  readonly bytes: number;
  /** Bytes of which at least two views say something, and those of which they say different things. */
  readonly compared: Readonly<Record<Aspect, number>>;
  readonly disputed: Readonly<Record<Aspect, number>>;
  /** Bytes of which a view says something, by `view aspect`. */
  readonly said: ReadonlyMap<string, number>;
}

/** Bytes of which two views, or one of them twice, say different things. */
export interface Disagreement {
  /** Lane, connection and direction. */
  readonly stream: string;
  /** The first byte, and the first one after them. */
  readonly from: number;
  readonly to: number;
  /** Who says what: the same for bytes of which the same views say the same. */
  readonly fault: string;
  /** The fault with the views' own words. */
  readonly text: string;
}

/** Asks every view about a session and compares what they say, byte by byte. */
export function compare(
  facts: readonly Fact[],
  views: Readonly<Record<ViewName, (facts: readonly Fact[]) => readonly Said[]>> = VIEWS,
): {
  readonly disagreements: readonly Disagreement[];
  readonly counts: Counts;
} {
  const all: Statement[] = VIEW_NAMES.flatMap((view) =>
    views[view](facts).map((said) => ({ ...said, view })),
  );
  const segments = facts.filter((fact) => fact.type === 'segment-captured');
  const tap = reassemble(segments).map(({ bytes, ...place }): Statement => ({
    ...place,
    length: bytes.length,
    words: '',
    view: 'tap',
  }));
  const streams = Map.groupBy(
    [...tap, ...all].filter(({ length }) => length > 0),
    ({ lane, connection, direction }) => `${lane} ${connection} ${direction}`,
  );
  const stretches = [...streams].map(([stream, statements]) => compareStream(stream, statements));
  return {
    disagreements: stretches.flatMap((each) => joined(each)),
    counts: count(segments, stretches.flat()),
  };
}

function count(
  segments: readonly { readonly lane: string; readonly connection: number }[],
  stretches: readonly Stretch[],
): Counts {
  const sum = (of: (stretch: Stretch) => boolean): number =>
    stretches.reduce((bytes, stretch) => bytes + (of(stretch) ? stretch.to - stretch.from : 0), 0);
  const each = (of: (stretch: Stretch, aspect: Aspect) => boolean): Record<Aspect, number> => {
    const bytes = (aspect: Aspect): number => sum((stretch) => of(stretch, aspect));
    return {
      protocol: bytes('protocol'),
      unit: bytes('unit'),
      name: bytes('name'),
      version: bytes('version'),
      sealed: bytes('sealed'),
      readers: bytes('readers'),
    };
  };
  const pairs = VIEW_NAMES.flatMap((view) => ASPECTS.map((aspect) => `${view} ${aspect}`));
  return {
    connections: new Set(segments.map(({ lane, connection }) => `${lane} ${connection}`)).size,
    bytes: sum(({ captured }) => captured),
    compared: each(({ compared }, aspect) => compared.has(aspect)),
    disputed: each(({ faults }, aspect) => faults.some((fault) => fault.aspect === aspect)),
    said: new Map(pairs.map((pair) => [pair, sum(({ spoke }) => spoke.has(pair))])),
  };
}

interface Statement extends Said {
  /** `tap` is what was captured: it says of no byte what it is. */
  readonly view: ViewName | 'tap';
}

interface Fault {
  readonly aspect?: Aspect;
  readonly fault: string;
  readonly text: string;
}

/** Bytes of one stream of which everybody says the same from the first to the last. */
interface Stretch {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly captured: boolean;
  /** `view aspect` of those who say something. */
  readonly spoke: ReadonlySet<string>;
  readonly compared: ReadonlySet<Aspect>;
  readonly faults: readonly Fault[];
}

function compareStream(stream: string, statements: readonly Statement[]): Stretch[] {
  const starts = Map.groupBy(statements, ({ offset }) => offset);
  const ends = Map.groupBy(statements, ({ offset, length }) => offset + length);
  const bounds = [...new Set([...starts.keys(), ...ends.keys()])].toSorted((a, b) => a - b);
  const active = new Set<Statement>();
  return bounds.flatMap((from, index): Stretch[] => {
    for (const statement of ends.get(from) ?? []) active.delete(statement);
    for (const statement of starts.get(from) ?? []) active.add(statement);
    const to = bounds[index + 1];
    return to === undefined || active.size === 0 ? [] : [{ stream, from, to, ...judged([...active]) }];
  });
}

function judged(active: readonly Statement[]): Omit<Stretch, 'stream' | 'from' | 'to'> {
  const captured = active.some(({ view }) => view === 'tap');
  const spoke = new Set<string>();
  const compared = new Set<Aspect>();
  const faults: Fault[] = [];
  if (!captured) {
    const views = VIEW_NAMES.filter((view) => active.some((statement) => statement.view === view));
    const fault = `never captured, and spoken of by ${views.join(' and ')}`;
    faults.push({ fault, text: fault });
  }
  for (const aspect of ASPECTS) {
    const saying = active.filter((statement) => statement[aspect] !== undefined);
    for (const { view } of saying) spoke.add(`${view} ${aspect}`);
    if (new Set(saying.map(({ view }) => view)).size > 1) compared.add(aspect);
    const values = Map.groupBy(saying, (statement) => String(statement[aspect]));
    if (values.size > 1) faults.push(faultOf(aspect, values));
  }
  return { captured, spoke, compared, faults };
}

function faultOf(aspect: Aspect, values: ReadonlyMap<string, readonly Statement[]>): Fault {
  const sides = [...values.keys()].toSorted().map((value) => {
    const views = VIEW_NAMES.flatMap((view) => {
      const first = values.get(value)?.find((statement) => statement.view === view);
      return first === undefined ? [] : [{ view, words: `${view} "${first.words.slice(0, 60)}"` }];
    });
    return {
      fault: `${value.replace(/ \d+\+\d+$/, '')} (${views.map(({ view }) => view).join(', ')})`,
      text: `${value} (${views.map(({ words }) => words).join(', ')})`,
    };
  });
  const whole = (kind: 'fault' | 'text'): string =>
    `${aspect}: ${sides.map((side) => side[kind]).join(' ≠ ')}`;
  return { aspect, fault: whole('fault'), text: whole('text') };
}

/** The faults of one stream; neighbours with the same fault are one. */
function joined(stretches: readonly Stretch[]): Disagreement[] {
  const all: Disagreement[] = [];
  const last = new Map<string, number>();
  for (const { stream, from, to, faults } of stretches) {
    for (const { fault, text } of faults) {
      const index = last.get(fault);
      const before = index === undefined ? undefined : all[index];
      if (index !== undefined && before?.to === from) all[index] = { ...before, to };
      else last.set(fault, all.push({ stream, from, to, fault, text }) - 1);
    }
  }
  return all;
}
