import { attribute } from '../dom.ts';
import type { FormControl } from './forms.ts';
import { boundsOf, numberOf, stepOf, stepsTo } from './numbers.ts';

/** An address as browsers take it for one (HTML, "valid email address"). */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

const WRITTEN = /^(text|search|url|tel|email|password)$/;
const READ_ONLY =
  /^(text|search|url|tel|email|password|date|month|week|time|datetime-local|number|textarea)$/;
const REQUIRED =
  /^(text|search|url|tel|email|password|date|month|week|time|datetime-local|number|checkbox|radio|file|select|textarea)$/;

/** The names of radio buttons of which one has to be ticked, and of those of which one is. */
interface Radios {
  readonly required: ReadonlySet<string>;
  readonly ticked: ReadonlySet<string>;
}

/**
 * Why a browser asks for another value before it sends the form (HTML, "constraint validation"); nothing
 * where it does not. `maxlength` and `minlength` are for what a person types by hand.
 */
export function complaint(controls: readonly FormControl[]): string | undefined {
  const radios = controls.filter(({ type }) => type === 'radio');
  const groups = {
    required: namesOf(radios.filter(({ element }) => attribute(element, 'required') !== undefined)),
    ticked: namesOf(radios.filter(({ sent }) => sent)),
  };
  for (const control of controls) {
    const wrong = fault(control, groups);
    if (wrong !== undefined) return `the field "${control.name.slice(0, 100)}" ${wrong}`;
  }
  return undefined;
}

function namesOf(controls: readonly FormControl[]): ReadonlySet<string> {
  return new Set(controls.map(({ name }) => name));
}

function fault(control: FormControl, radios: Radios): string | undefined {
  const { element, type, value } = control;
  const has = (key: string): boolean => attribute(element, key) !== undefined;
  if (control.disabled || (has('readonly') && READ_ONLY.test(type))) return undefined;
  if (REQUIRED.test(type) && isMissing(control, radios)) return 'is required and has no value';
  if (value === '') return undefined;
  if (type === 'email' && !emails(value, has('multiple')).every((one) => EMAIL.test(one))) {
    return 'takes an e-mail address';
  }
  if (type === 'url' && !URL.canParse(value)) return 'takes a whole URL';
  if (WRITTEN.test(type) && has('pattern')) return 'has a pattern, which this browser does not check';
  return outOfBounds(control) ? `takes no ${value.slice(0, 40)}` : undefined;
}

function emails(value: string, multiple: boolean): string[] {
  return multiple ? value.split(',') : [value];
}

function isMissing({ element, type, name, value, sent, options }: FormControl, radios: Radios): boolean {
  if (type === 'radio') return radios.required.has(name) && !radios.ticked.has(name);
  if (attribute(element, 'required') === undefined) return false;
  if (options !== undefined) return options.every(({ selected, placeholder }) => !selected || placeholder);
  return type === 'checkbox' ? !sent : value === '';
}

function outOfBounds({ element, type, value }: FormControl): boolean {
  const number = numberOf(type, value);
  if (number === undefined || type === 'range') return false;
  const { min = -Infinity, max = Infinity } = boundsOf(element, type);
  // A time may run over midnight.
  const outside = type === 'time' && max < min ? number > max && number < min : number < min || number > max;
  const steps = stepOf(element, type);
  return outside || (steps !== undefined && !Number.isInteger(stepsTo(number, steps)));
}
