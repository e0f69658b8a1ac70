import { attribute, type Element } from '../dom.ts';
import { boundsOf, numberOf, stepOf, stepsTo } from './numbers.ts';
import { normalizedDateTime } from './temporal.ts';

/** The value that a control of this type makes of a text, be it the page's or a person's (HTML, "value sanitization algorithm"). */
export function sanitized(element: Element, type: string, value: string): string {
  switch (type) {
    case 'textarea':
      return value.replace(/\r\n?/g, '\n');
    case 'text':
    case 'search':
    case 'tel':
    case 'password':
      return oneLine(value);
    case 'url':
      return stripped(oneLine(value));
    case 'email':
      return attribute(element, 'multiple') === undefined
        ? stripped(oneLine(value))
        : oneLine(value).split(',').map(stripped).join(',');
    case 'color':
      return color(stripped(value));
    case 'number':
    case 'date':
    case 'month':
    case 'week':
    case 'time':
      return numberOf(type, value) === undefined ? '' : value;
    case 'datetime-local':
      return numberOf(type, value) === undefined ? '' : normalizedDateTime(value);
    case 'range':
      return inRange(element, value);
    default:
      return value;
  }
}

/** The simple form of a colour that is written in hexadecimal. One that begins with a letter may be a name of CSS: it stays as it is. */
function color(value: string): string {
  if (/^[a-z]/i.test(value)) return value;
  const [, digits = ''] = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(value.toLowerCase()) ?? [];
  if (digits === '') return '#000000';
  return `#${digits.length < 6 ? digits.slice(0, 3).replace(/./g, '$&$&') : digits.slice(0, 6)}`;
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]/g, '');
}

/** Without the ASCII white space around it. Two steps: one expression for both ends takes quadratic time on hostile text. */
function stripped(value: string): string {
  let end = value.length;
  while (end > 0 && /[\t\n\f\r ]/.test(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end).replace(/^[\t\n\f\r ]+/, '');
}

/** A slider stands somewhere always: in the middle where the value is none, else at the nearest place within its bounds. */
function inRange(element: Element, value: string): string {
  const { min = 0, max = 100 } = boundsOf(element, 'range');
  const given = numberOf('range', value);
  const wished = given ?? (max < min ? min : min + (max - min) / 2);
  const bounded = Math.max(min, Math.min(max, wished));
  const steps = stepOf(element, 'range');
  const count = steps === undefined ? 0 : stepsTo(bounded, steps);
  if (steps === undefined || Number.isInteger(count)) return bounded === given ? value : String(bounded);
  // The nearest step, the upper one of two as near, but for one above the bound.
  const nearest = steps.base + Math.round(count) * steps.step;
  const placed = nearest > max ? steps.base + Math.floor(count) * steps.step : nearest;
  return String(Number(placed.toPrecision(15)));
}
