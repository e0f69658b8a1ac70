import { attribute, type Element, type Node, type Owners } from '../dom.ts';
import { readControl } from './control.ts';
import type { FormControl, PageForm, Place } from './forms.ts';
import { sendingEncoding, targetOf } from './target.ts';

/** The forms of a page, whose elements are given in document order, with their controls. */
export function readForms(elements: readonly Element[], owners: Owners, place: Place): PageForm[] {
  const forms = new Map<Element, FormControl[]>();
  const byId = new Map<string, Element>();
  for (const element of elements) {
    if (element.tagName === 'form') forms.set(element, []);
    const id = attribute(element, 'id') ?? '';
    if (id !== '' && !byId.has(id)) byId.set(id, element);
  }
  const scopes = new Map<Node, Scope>();
  for (const element of elements) {
    const scope = scopeOf(element, scopes.get(element.parentNode ?? element) ?? {});
    scopes.set(element, scope);
    // What stands in a datalist is a suggestion, never a field.
    if (scope.suggests === true) continue;
    const named = attribute(element, 'form');
    const owner = named === undefined ? (owners.get(element) ?? scope.form) : byId.get(named);
    const controls = owner === undefined ? undefined : forms.get(owner);
    if (controls === undefined) continue;
    const disabled = scope.disabled === true || attribute(element, 'disabled') !== undefined;
    const control = readControl(element, disabled);
    if (control !== undefined) controls.push(control);
  }
  return [...forms].map(([element, controls]) => describe(element, oneOfEach(controls), place));
}

/** What an element hands down to those within it. */
interface Scope {
  readonly form?: Element;
  readonly disabled?: boolean;
  readonly suggests?: boolean;
  /** A `fieldset` that is disabled, but for its first `legend`. */
  readonly fieldset?: { readonly legend: Element | undefined; readonly around: Scope };
}

function scopeOf(element: Element, around: Scope): Scope {
  // The legend of a disabled fieldset is as able as the fieldset's surroundings.
  const { legend, around: outside } = around.fieldset ?? {};
  const { fieldset: _, ...inherited } = legend === element && outside !== undefined ? outside : around;
  if (element.tagName === 'form') return { ...inherited, form: element };
  if (element.tagName === 'datalist') return { ...inherited, suggests: true };
  if (element.tagName !== 'fieldset' || attribute(element, 'disabled') === undefined) return inherited;
  return { ...inherited, disabled: true, fieldset: { legend: firstLegend(element), around: inherited } };
}

function firstLegend(fieldset: Element): Element | undefined {
  return fieldset.childNodes.find((node): node is Element => 'tagName' in node && node.tagName === 'legend');
}

/** Of the radio buttons of one name the last that the page ticks is ticked, though it may be disabled. */
function oneOfEach(controls: readonly FormControl[]): FormControl[] {
  const groups = new Map<string, FormControl>();
  for (const control of controls) {
    if (control.type === 'radio' && control.sent) groups.set(control.name, control);
  }
  return controls.map((control) => {
    const beaten = control.type === 'radio' && control.name !== '' && groups.get(control.name) !== control;
    return beaten ? { ...control, sent: false } : control;
  });
}

function describe(element: Element, controls: FormControl[], place: Place): PageForm {
  return {
    id: attribute(element, 'id') ?? '',
    name: attribute(element, 'name') ?? '',
    ...targetOf(element, undefined, place),
    element,
    place,
    encoding: sendingEncoding(element, place.encoding),
    controls,
  };
}
