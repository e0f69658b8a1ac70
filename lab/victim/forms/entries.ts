import type { FormField } from '../../facts/facts.ts';
import { encodingName, type Encoding } from '../charset/encoding.ts';
import { attribute } from '../dom.ts';
import { directionOf } from './directionality.ts';
import { isButton, type FormControl } from './forms.ts';

/** Types of control whose direction a page may ask for. */
const DIRECTED = /^(hidden|text|search|tel|url|email|password|submit|textarea)$/;

/** The fields that a form sends, in its order (HTML, "constructing the entry list"). `pressed` is the button that sends it, if one does. */
export function entries(
  controls: readonly FormControl[],
  pressed: FormControl | undefined,
  encoding: Encoding,
): FormField[] {
  return controls.flatMap((control) => {
    if (control.disabled || (isButton(control) && control.element !== pressed?.element)) return [];
    const own = entriesOf(control, encoding);
    const direction = attribute(control.element, 'dirname') ?? '';
    if (own.length === 0 || direction === '' || !DIRECTED.test(control.type)) return own;
    const value = directionOf(control.element, control.value);
    return [...own, { name: direction, type: 'hidden', value }];
  });
}

function entriesOf(control: FormControl, encoding: Encoding): FormField[] {
  const { name, type, value, options, sent } = control;
  // Where it was pressed: by a key, which is at its corner.
  if (type === 'image') {
    return ['x', 'y'].map((axis) => ({ name: name === '' ? axis : `${name}.${axis}`, type, value: '0' }));
  }
  if (name === '') return [];
  if (options !== undefined) {
    const chosen = options.filter(({ selected, disabled }) => selected && !disabled);
    return chosen.map((option) => ({ name, type, value: option.value }));
  }
  if (type === 'hidden' && name.toLowerCase() === '_charset_') {
    return [{ name, type, value: encodingName(encoding) }];
  }
  return sent || type === 'submit' ? [{ name, type, value }] : [];
}
