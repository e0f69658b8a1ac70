import type { FormField } from '../facts/facts.ts';
import { attribute, textIn, type Element, type Node } from './dom.ts';

/** One control of a form. `sent` says whether a browser sends it when the person leaves it as it is. */
export interface FormControl extends FormField {
  readonly sent: boolean;
}

/** A form as its page's HTML describes it. */
export interface PageForm {
  /** Empty where the HTML gives none. */
  readonly id: string;
  readonly name: string;
  /** Absolute URL. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'DIALOG';
  /** The encoding that it asks for, such as `multipart/form-data`. */
  readonly enctype: string;
  readonly controls: readonly FormControl[];
}

/** The forms of a page, whose elements are given in document order, with their controls. */
export function readForms(elements: readonly Element[], base: string, url: string): PageForm[] {
  const byElement = new Map<Element, FormControl[]>();
  const byId = new Map<string, FormControl[]>();
  const scopes = new Map<Node, Scope>();
  for (const element of elements) {
    if (element.tagName === 'form') {
      const controls: FormControl[] = [];
      byElement.set(element, controls);
      const id = attribute(element, 'id');
      if (id !== undefined && !byId.has(id)) byId.set(id, controls);
    }
  }
  for (const element of elements) {
    const scope = scopeOf(element, scopes.get(element.parentNode ?? element), byElement);
    scopes.set(element, scope);
    const elsewhere = attribute(element, 'form');
    const controls = elsewhere === undefined ? scope.controls : byId.get(elsewhere);
    if (controls === undefined || scope.disabled) continue;
    const control = readControl(element, !controls.some(({ type }) => type === 'submit'));
    if (control !== undefined) controls.push(control);
  }
  return [...byElement].map(([element, controls]) => describe(element, controls, base, url));
}

/** What an element hands down to those within it. */
interface Scope {
  readonly controls: FormControl[] | undefined;
  readonly disabled: boolean;
}

function scopeOf(element: Element, around: Scope | undefined, forms: Map<Element, FormControl[]>): Scope {
  const off = element.tagName === 'fieldset' && attribute(element, 'disabled') !== undefined;
  return {
    controls: forms.get(element) ?? around?.controls,
    // What stands in a datalist is a suggestion, never a field.
    disabled: off || element.tagName === 'datalist' || around?.disabled === true,
  };
}

function describe(element: Element, controls: FormControl[], base: string, url: string): PageForm {
  const method = attribute(element, 'method')?.toUpperCase();
  const action = attribute(element, 'action')?.trim() ?? '';
  return {
    id: attribute(element, 'id') ?? '',
    name: attribute(element, 'name') ?? '',
    action: (action === '' ? null : URL.parse(action, base))?.href ?? url,
    method: method === 'POST' || method === 'DIALOG' ? method : 'GET',
    enctype: attribute(element, 'enctype')?.toLowerCase() ?? 'application/x-www-form-urlencoded',
    controls,
  };
}

const INPUT_TYPES = new Set(
  'checkbox color date datetime-local email hidden month number password radio range search submit tel text time url week'.split(
    ' ',
  ),
);

/** Types that send nothing, or nothing that this browser has: `image` sends where it was clicked. */
const NO_FIELD = new Set(['button', 'reset', 'image', 'file']);

/** A control of a form, or nothing where the element is none or can never be sent (HTML, section 4.10.22.4). */
function readControl(element: Element, firstSubmit: boolean): FormControl | undefined {
  const name = attribute(element, 'name') ?? '';
  const given = attribute(element, 'type')?.toLowerCase() ?? '';
  if (attribute(element, 'disabled') !== undefined || NO_FIELD.has(given)) return undefined;
  const value = attribute(element, 'value');
  const named = name !== '';
  switch (element.tagName) {
    case 'textarea':
      return named ? { name, type: 'textarea', value: rawText(element), sent: true } : undefined;
    case 'select':
      return named ? readSelect(element, name) : undefined;
    case 'button':
      // Pressing Enter, or the first button, sends that button and no other.
      return { name, type: 'submit', value: value ?? '', sent: named && firstSubmit };
    case 'input': {
      const type = INPUT_TYPES.has(given) ? given : 'text';
      if (type === 'submit') return { name, type, value: value ?? 'Submit', sent: named && firstSubmit };
      if (!named) return undefined;
      const box = type === 'checkbox' || type === 'radio';
      const sent = !box || attribute(element, 'checked') !== undefined;
      return { name, type, value: value ?? (box ? 'on' : ''), sent };
    }
    default:
      return undefined;
  }
}

/** The option that is chosen: the last one marked so, else the first. */
function readSelect(element: Element, name: string): FormControl {
  const options: Element[] = [];
  const stack: Node[] = element.childNodes.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!('tagName' in node)) continue;
    if (node.tagName === 'option') options.push(node);
    else stack.push(...node.childNodes.slice(0, OPTIONS).toReversed());
  }
  const able = options.filter((option) => attribute(option, 'disabled') === undefined);
  const chosen = able.findLast((option) => attribute(option, 'selected') !== undefined) ?? able[0];
  const value = chosen === undefined ? '' : (attribute(chosen, 'value') ?? textIn(chosen));
  return { name, type: 'select', value, sent: chosen !== undefined };
}

/** Options that one group may hold: they are spread over a call's arguments. */
const OPTIONS = 10_000;

function rawText(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

/** What was made of a form: the fields to send, or why nothing can be sent. */
export type Filling = { readonly fields: readonly FormField[] } | { readonly reason: string };

/**
 * Fills a form: each of `values` takes the place of the control of that name, the others are sent
 * as the page has them, hidden ones too.
 */
export function fillForm(form: PageForm, values: Readonly<Record<string, string>>): Filling {
  const names = [...new Set(form.controls.map(({ name }) => name).filter((name) => name !== ''))];
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    return { reason: `the form has no field ${quotedNames(unknown)}; it has ${quotedNames(names)}` };
  if (form.enctype === 'multipart/form-data' || (form.enctype === 'text/plain' && form.method === 'POST')) {
    return { reason: `the form is to be sent as ${form.enctype}, which this browser does not do` };
  }
  if (form.method === 'DIALOG') return { reason: 'the form closes a dialog and sends nothing' };

  const filled = new Set<string>();
  const fields: FormField[] = [];
  for (const { name, type, value, sent } of form.controls) {
    const typed = Object.hasOwn(values, name) && !filled.has(name) ? values[name] : undefined;
    const box = type === 'radio' || type === 'checkbox' || type === 'submit';
    if (typed !== undefined) {
      filled.add(name);
      fields.push({ name, type, value: sanitized(type, typed) });
    } else if (sent && !(box && filled.has(name))) {
      fields.push({ name, type, value });
    }
  }
  return { fields };
}

/** A field of one line holds no line breaks (HTML, "strip newlines"). */
function sanitized(type: string, value: string): string {
  return type === 'textarea' || type === 'hidden' ? value : value.replace(/[\r\n]/g, '');
}

function quotedNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `"${name.slice(0, 100)}"`);
  return shown.length === 0 ? 'none' : shown.join(', ');
}

/** Fields as `application/x-www-form-urlencoded` (URL standard, section 5.2), line breaks as CRLF (HTML, section 4.10.22.6). */
export function urlEncoded(fields: readonly FormField[]): string {
  const params = new URLSearchParams();
  for (const { name, value } of fields) params.append(crlf(name), crlf(value));
  return params.toString();
}

function crlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

/** A form by its id, or else by its name. */
export function findForm(forms: readonly PageForm[], wanted: string): PageForm | undefined {
  if (wanted === '') return undefined;
  return forms.find(({ id }) => id === wanted) ?? forms.find(({ name }) => name === wanted);
}

/** What a form is called: its id, or else its name; empty where it has neither. */
export function formLabel(form: PageForm): string {
  return form.id === '' ? form.name : form.id;
}
