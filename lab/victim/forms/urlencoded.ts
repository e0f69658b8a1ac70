import type { FormField } from '../../facts/facts.ts';
import { percentEncoded, type Encoding } from '../charset/encoding.ts';

/** What stays as it is; a space becomes "+". */
const PLAIN = /^[A-Za-z0-9*._-]$/;

/** Fields as `application/x-www-form-urlencoded` (URL standard, section 5.2), line breaks as CRLF (HTML, section 4.10.22.6). */
export function urlEncoded(fields: readonly FormField[], encoding: Encoding = 'utf-8'): string {
  const written = (text: string): string =>
    percentEncoded(text.replace(/\r\n|\r|\n/g, '\r\n'), encoding, PLAIN).replaceAll('%20', '+');
  return fields.map(({ name, value }) => `${written(name)}=${written(value)}`).join('&');
}
