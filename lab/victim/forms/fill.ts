import type { FormField } from '../../facts/facts.ts';
import { canWrite, encodingName, type Encoding } from '../charset/encoding.ts';
import { attribute } from '../dom.ts';
import { beyond } from './beyond.ts';
import { entries } from './entries.ts';
import { isButton, type FormControl, type PageForm, type Target } from './forms.ts';
import { obstacle, targetOf } from './target.ts';
import { complaint } from './validity.ts';
import { aim, filled, impossible } from './values.ts';

/** A form that is ready to be sent. */
export interface Filled extends Target {
  readonly fields: readonly FormField[];
  readonly encoding: Encoding;
}

/** What was made of a form: the fields to send and where to, or why nothing can be sent, in words for a person. */
export type Filling = Filled | { readonly reason: string };

/**
 * Fills a form as a script would: each of `values` takes the place of the control of that name, the others
 * are sent as the page has them, hidden ones too. Then presses the button that `values` names, or else the
 * first (HTML, "implicit submission"). What a browser would not send, or this one cannot, is a reason.
 */
export function fillForm(form: PageForm, values: Readonly<Record<string, string>>): Filling {
  const able = form.controls.filter(({ disabled }) => !disabled);
  const names = [...new Set(able.map(({ name }) => name).filter((name) => name !== ''))];
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    return { reason: `the form has no field ${quotedNames(unknown)}; it has ${quotedNames(names)}` };

  const aims = aim(able, values);
  const pressed = [...aims.values()].find(isButton) ?? able.find(isButton);
  const target = targetOf(form.element, pressed?.element, form.place);
  const controls = filled(form.controls, aims, values);
  const fields = entries(controls, pressed, form.encoding);
  const reason =
    obstacle(target) ??
    first([...aims], ([name, control]) => impossible(control, values[name] ?? '', able)) ??
    (isChecked(form, pressed) ? complaint(controls) : undefined) ??
    first(controls, beyond) ??
    (fields.every(({ name, value }) => canWrite(name + value, form.encoding))
      ? undefined
      : `the form is to be sent in ${encodingName(form.encoding)}, of which this browser writes ASCII only`);
  return reason === undefined ? { ...target, fields, encoding: form.encoding } : { reason };
}

function isChecked(form: PageForm, pressed: FormControl | undefined): boolean {
  if (pressed !== undefined && attribute(pressed.element, 'formnovalidate') !== undefined) return false;
  return attribute(form.element, 'novalidate') === undefined;
}

/** The first reason that is found. */
function first<T>(items: readonly T[], why: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const reason = why(item);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function quotedNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `"${name.slice(0, 100)}"`);
  return shown.length === 0 ? 'none' : shown.join(', ');
}
