import type { FormField } from '../../facts/facts.ts';
import type { Encoding } from '../charset/encoding.ts';
import type { Element } from '../dom.ts';
import type { Option } from './select.ts';

/** One control of a form, its value sanitized as its type asks. */
export interface FormControl extends FormField {
  readonly element: Element;
  /** By itself, or by a `fieldset` around it: it is neither filled nor sent. */
  readonly disabled: boolean;
  /** False for a box that is not ticked, and for a button, which is sent only where it is pressed. */
  readonly sent: boolean;
  /** What a `select` offers. */
  readonly options?: readonly Option[];
}

/** The page that a form stands on: its URL, what its addresses are resolved against, and how its bytes were read. */
export interface Place {
  readonly url: string;
  readonly base: string;
  readonly encoding: Encoding;
}

/** Where a form goes, and how. */
export interface Target {
  /** Absolute URL; `about:invalid` where the page's HTML has none that can be read. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'DIALOG';
  /** The encoding that it asks for, such as `multipart/form-data`. It counts for a POST only. */
  readonly enctype: string;
}

/** A form as its page's HTML describes it. `Target` is where it goes unless the button that is pressed says otherwise. */
export interface PageForm extends Target {
  /** Empty where the HTML gives none. */
  readonly id: string;
  readonly name: string;
  readonly element: Element;
  readonly place: Place;
  /** The character encoding in which its fields leave. */
  readonly encoding: Encoding;
  readonly controls: readonly FormControl[];
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

/** Whether pressing the control sends its form. */
export function isButton({ type }: FormField): boolean {
  return type === 'submit' || type === 'image';
}
