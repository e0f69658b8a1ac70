import { attribute } from '../dom.ts';
import type { FormControl } from './forms.ts';

/** What a browser would make of the control and this one cannot, in words for a person; nothing where it can. */
export function beyond({ element, name, type, value, disabled }: FormControl): string | undefined {
  if (disabled || name === '') return undefined;
  const field = `the field "${name.slice(0, 100)}"`;
  const said = (key: string): string | undefined => attribute(element, key);
  if (type === 'textarea' && said('wrap')?.toLowerCase() === 'hard' && !fits(value, said('cols') ?? '')) {
    return `${field} wraps its lines, which this browser does not do`;
  }
  const named = !value.startsWith('#') || said('alpha') !== undefined || said('colorspace') !== undefined;
  return type === 'color' && named
    ? `${field} has a color of CSS, which this browser does not read`
    : undefined;
}

/** Lines that are longer would be broken where they end on the screen, and here is none. */
function fits(value: string, cols: string): boolean {
  const columns = Number(/^[\t\n\f\r ]*\+?(\d+)/.exec(cols)?.[1] ?? 20) || 20;
  return value.split('\n').every((line) => line.length <= columns);
}
