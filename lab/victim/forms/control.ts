import { attribute, rawText, type Element } from '../dom.ts';
import type { FormControl } from './forms.ts';
import { sanitized } from './sanitize.ts';
import { readOptions } from './select.ts';

/** Types of `input` that can be sent; whatever else is said means `text` (HTML, section 4.10.5). */
const INPUT_TYPES = new Set(
  'checkbox color date datetime-local email file hidden image month number password radio range search submit tel text time url week'.split(
    ' ',
  ),
);

/** A control as its page has it, or nothing where the element is none or is never sent: a button that sends no form. */
export function readControl(element: Element, disabled: boolean): FormControl | undefined {
  const control = { element, disabled, name: attribute(element, 'name') ?? '' };
  const said = attribute(element, 'type')?.toLowerCase() ?? '';
  const value = attribute(element, 'value');
  switch (element.tagName) {
    case 'textarea':
      return {
        ...control,
        type: 'textarea',
        value: sanitized(element, 'textarea', rawText(element)),
        sent: true,
      };
    case 'select': {
      const options = readOptions(element);
      const shown = options.find(({ selected }) => selected)?.value ?? '';
      return { ...control, type: 'select', value: shown, sent: true, options };
    }
    case 'button':
      return sendsForm(element, said)
        ? { ...control, type: 'submit', value: value ?? '', sent: false }
        : undefined;
    case 'input': {
      if (said === 'button' || said === 'reset') return undefined;
      const type = INPUT_TYPES.has(said) ? said : 'text';
      return { ...control, type, ...inputState(element, type, value) };
    }
    default:
      return undefined;
  }
}

/** A `button` sends its form unless it is for something else. */
function sendsForm(button: Element, said: string): boolean {
  if (said === 'button' || said === 'reset') return false;
  const commands = ['command', 'commandfor'].some((name) => attribute(button, name) !== undefined);
  return said === 'submit' || !commands;
}

function inputState(
  input: Element,
  type: string,
  value: string | undefined,
): { value: string; sent: boolean } {
  switch (type) {
    case 'checkbox':
    case 'radio':
      return { value: value ?? 'on', sent: attribute(input, 'checked') !== undefined };
    case 'submit':
      // Browsers send what stands on the button.
      return { value: value ?? 'Submit', sent: false };
    case 'image':
      return { value: value ?? '', sent: false };
    case 'file':
      // A page cannot choose a file, and this browser has none.
      return { value: '', sent: true };
    default:
      return { value: sanitized(input, type, value ?? ''), sent: true };
  }
}
