import { resolved } from '../addresses.ts';
import { encodingOf, outputEncoding, type Encoding } from '../charset/encoding.ts';
import { attribute, type Element } from '../dom.ts';
import type { Place, Target } from './forms.ts';

/** Where a form goes, and how; what the pressed button says of it counts before what the form says (HTML, "form submission algorithm"). */
export function targetOf(form: Element, button: Element | undefined, place: Place): Target {
  const said = (name: string): string =>
    (button && attribute(button, `form${name}`)) ?? attribute(form, name) ?? '';
  const action = said('action');
  const method = said('method').toUpperCase();
  const url = action === '' ? URL.parse(place.url) : resolved(action, place.base, place.encoding);
  return {
    action: url?.href ?? 'about:invalid',
    method: method === 'POST' || method === 'DIALOG' ? method : 'GET',
    enctype: said('enctype').toLowerCase(),
  };
}

/** The character encoding in which a form's fields leave: the first that it accepts, or else that of its page (HTML, "pick an encoding for the form"). */
export function sendingEncoding(form: Element, page: Encoding): Encoding {
  const accepted = attribute(form, 'accept-charset');
  if (accepted === undefined) return outputEncoding(page);
  const known = accepted.split(/[\t\n\f\r ]+/).map((label) => encodingOf(label));
  return outputEncoding(known.find((encoding) => encoding !== undefined) ?? 'utf-8');
}

/** Why this browser sends nothing to that target, in words for a person; nothing where it does. */
export function obstacle({ action, method, enctype }: Target): string | undefined {
  if (method === 'POST' && (enctype === 'multipart/form-data' || enctype === 'text/plain')) {
    return `the form is to be sent as ${enctype}, which this browser does not do`;
  }
  if (method === 'DIALOG') return 'the form closes a dialog and sends nothing';
  if (action === 'about:invalid') return 'the form’s address is none that this browser can read';
  const { protocol } = new URL(action);
  if (protocol === 'http:' || protocol === 'https:') return undefined;
  return `the form leads to ${protocol.slice(0, 40)}, where this browser sends nothing`;
}
