import { isButton, type FormControl } from './forms.ts';
import { sanitized } from './sanitize.ts';
import { choose } from './select.ts';

/** Where each value goes: the control that a person would fill, tick or choose. */
type Aims = ReadonlyMap<string, FormControl>;

/** Finds the control for each of `values`, by its name: rather one that can be seen than a hidden one, and of boxes the one of that value. */
export function aim(controls: readonly FormControl[], values: Readonly<Record<string, string>>): Aims {
  const aims = new Map<string, FormControl>();
  for (const [name, typed] of Object.entries(values)) {
    const named = controls.filter((control) => control.name === name && !control.disabled);
    const fields = named.filter((control) => !isButton(control));
    const seen = fields.filter(({ type }) => type !== 'hidden');
    const candidates = [seen, fields, named].find((some) => some.length > 0) ?? [];
    const [first] = candidates;
    const same =
      first === undefined || !offers(first) ? undefined : candidates.find(({ value }) => value === typed);
    const control = same ?? first;
    if (control !== undefined) aims.set(name, control);
  }
  return aims;
}

/** Why the value cannot be given to that control, whoever tries; nothing where it can. A box is ticked with whatever value it is given. */
export function impossible(
  control: FormControl,
  typed: string,
  controls: readonly FormControl[],
): string | undefined {
  const { name, type, value, options } = control;
  if (type === 'file') return `the field "${name}" takes a file, which this browser does not have`;
  const offered =
    options?.filter(({ disabled }) => !disabled).map((option) => option.value) ??
    (type === 'radio' || type === 'submit' ? sameName(control, controls) : undefined);
  if (offered === undefined || offered.includes(typed) || value === typed) return undefined;
  return `the field "${name}" offers no "${typed.slice(0, 100)}"`;
}

/** The controls as they are once each value is where it belongs. */
export function filled(
  controls: readonly FormControl[],
  aims: Aims,
  values: Readonly<Record<string, string>>,
): FormControl[] {
  return controls.map((control) => {
    const aimed = aims.get(control.name);
    if (aimed === undefined || isButton(aimed)) return control;
    if (aimed === control) return withValue(control, values[control.name] ?? '');
    // Other boxes of the same name are not ticked.
    return isBox(control) && control.type === aimed.type ? { ...control, sent: false } : control;
  });
}

function withValue(control: FormControl, typed: string): FormControl {
  const { element, type, options } = control;
  if (options !== undefined) return { ...control, value: typed, options: choose(options, typed) };
  return { ...control, value: sanitized(element, type, typed), sent: true };
}

function sameName({ name, type }: FormControl, controls: readonly FormControl[]): string[] {
  const same = controls.filter((one) => one.name === name && one.type === type && !one.disabled);
  return same.map(({ value }) => value);
}

function isBox({ type }: FormControl): boolean {
  return type === 'radio' || type === 'checkbox';
}

/** Whether the control's values are the page's, to be picked from. */
function offers(control: FormControl): boolean {
  return isBox(control) || isButton(control);
}
