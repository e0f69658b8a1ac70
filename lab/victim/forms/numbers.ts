import { attribute, type Element } from '../dom.ts';
import { temporalNumber } from './temporal.ts';

/** What a step of 1 stands for, in the numbers of the type; and the step where the page gives none. */
const STEPS: Readonly<Record<string, readonly [scale: number, step: number]>> = {
  number: [1, 1],
  range: [1, 1],
  date: [86_400_000, 1],
  month: [1, 1],
  week: [7 * 86_400_000, 1],
  time: [1000, 60],
  'datetime-local': [1000, 60],
};

/** A field's value as a number, where its type is one of numbers, dates or times and the value one of that type. */
export function numberOf(type: string, value: string): number | undefined {
  if (type !== 'number' && type !== 'range') return temporalNumber(type, value);
  if (!/^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** The least and the greatest number that an input takes, where it says so. A range always does. */
export function boundsOf(element: Element, type: string): { readonly min?: number; readonly max?: number } {
  const range = type === 'range';
  const min = numberOf(type, attribute(element, 'min') ?? '') ?? (range ? 0 : undefined);
  const max = numberOf(type, attribute(element, 'max') ?? '') ?? (range ? 100 : undefined);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** The numbers that an input takes: those of `base` and a multiple of `step` (HTML, "allowed value step"). Nothing where any will do. */
export function stepOf(
  element: Element,
  type: string,
): { readonly base: number; readonly step: number } | undefined {
  const [scale, usual] = STEPS[type] ?? [];
  const given = attribute(element, 'step');
  if (scale === undefined || usual === undefined || given?.toLowerCase() === 'any') return undefined;
  const asked = numberOf('number', given ?? '') ?? 0;
  const own =
    numberOf(type, attribute(element, 'min') ?? '') ?? numberOf(type, attribute(element, 'value') ?? '');
  // Weeks are counted from a Monday, which 1 January 1970 was not.
  const base = own ?? (type === 'week' ? -3 * 86_400_000 : 0);
  return { base, step: (asked > 0 ? asked : usual) * scale };
}

/** How many steps from the base a number is; whole where it is allowed. What a float cannot tell from whole counts as whole. */
export function stepsTo(
  value: number,
  { base, step }: { readonly base: number; readonly step: number },
): number {
  const steps = (value - base) / step;
  const whole = Math.round(steps);
  return Math.abs(steps - whole) < 1e-9 * Math.max(1, Math.abs(steps)) ? whole : steps;
}
