import { decoded, encodingOf } from '../../victim/charset/encoding.ts';
import type { Encoding } from '../../victim/charset/encoding.ts';
import { SESSION_LIMITS } from '../../facts/limits.ts';
import { formBytes } from '../../wire/http/form-fields.ts';

/** A form's body with another value in one field, and what stood there first. */
export interface ChangedForm {
  readonly body: string;
  readonly before: string;
}

/** A field as it travelled, and its name as it is spelled there. */
interface RawField {
  readonly part: string;
  readonly spelled: string;
}

/**
 * An `application/x-www-form-urlencoded` body with `value` in every field called `field`, however the name is
 * spelled; order, names and all other fields stay byte for byte. One character of `body` stands for one byte.
 * `charset` is what the request states, if it does. Gives nothing where nothing changes.
 */
export function withField(
  body: string,
  field: string,
  value: string,
  charset?: string,
): ChangedForm | undefined {
  const fields = body.split('&').map((part): RawField => ({ part, spelled: part.split('=', 1)[0] ?? '' }));
  const ours = fields.filter(({ spelled }) => isNamed(spelled, field));
  const others = ours.filter((one) => formBytes(valueOf(one)).toString() !== value);
  const [first] = others;
  if (first === undefined) return undefined;
  const stated = fields.find(({ spelled }) => spelled === '_charset_');
  const label = stated === undefined ? charset : valueOf(stated);
  const changed = new Set(others);
  const parts = fields.map((one) => (changed.has(one) ? `${one.spelled}=${value}` : one.part));
  const before = formBytes(valueOf(first));
  const text = decoded(before, encodingIn(before, label)).slice(0, SESSION_LIMITS.text);
  return { body: parts.join('&'), before: text };
}

function isNamed(spelled: string, field: string): boolean {
  return spelled === field || (spelled.includes('%') && formBytes(spelled).toString('latin1') === field);
}

function valueOf({ part, spelled }: RawField): string {
  return part.slice(spelled.length + 1);
}

/** What a form says of its encoding; where it says nothing, UTF-8 if it can be that, else what pages of the West were written in. */
function encodingIn(value: Uint8Array, label: string | undefined): Encoding {
  const stated = encodingOf(label ?? '');
  if (stated !== undefined && !stated.startsWith('utf-16')) return stated;
  return decoded(value, 'utf-8').includes('\uFFFD') ? 'windows-1252' : 'utf-8';
}
