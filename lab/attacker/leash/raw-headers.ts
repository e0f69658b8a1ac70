import { headerList } from '../../header-list.ts';

/** Header lines of one message, in the order and the case in which they came; a repeated name has a list. */
export type RawHeaders = Record<string, string | string[]>;

/** Headers as an object that Node writes out as they came. Lines of one name come to stand together. */
export function asTheyCame(raw: readonly string[]): RawHeaders {
  const headers: RawHeaders = Object.create(null);
  const spelled = new Map<string, string>();
  for (const [name, value] of headerList(raw)) {
    const lower = name.toLowerCase();
    const first = spelled.get(lower);
    if (first === undefined) {
      spelled.set(lower, name);
      headers[name] = value;
    } else headers[first] = [headers[first] ?? [], value].flat();
  }
  return headers;
}

/** The value of `name`, in lower case here, however it is spelled in `headers`; several are joined by commas (RFC 9110, section 5.3). */
export function rawHeaderValue(headers: RawHeaders, name: string): string | undefined {
  for (const key in headers) if (isNamed(key, name)) return headers[key]?.toString();
  return undefined;
}

/** Removes `name`, in lower case here, from `headers`, however it is spelled; says whether it was there. */
export function dropHeader(headers: RawHeaders, name: string): boolean {
  let found = false;
  for (const key in headers) {
    if (!isNamed(key, name)) continue;
    delete headers[key];
    found = true;
  }
  return found;
}

function isNamed(key: string, name: string): boolean {
  return key.length === name.length && key.toLowerCase() === name;
}

/** Whether `headers` have `name`, in lower case here, however it is spelled there. */
export function hasHeader(headers: RawHeaders, name: string): boolean {
  return rawHeaderValue(headers, name) !== undefined;
}
