import { headerList } from '../../header-list.ts';

/** Header lines of one message, in the order and the case in which they came; a repeated name has a list. */
export type RawHeaders = Record<string, string | string[]>;

/** Headers as an object that Node writes out as they came. Lines of one name come to stand together. */
export function asTheyCame(raw: readonly string[]): RawHeaders {
  const headers: RawHeaders = Object.create(null);
  const spelled = new Map<string, string>();
  for (const [name, value] of headerList(raw)) {
    const first = spelled.get(name.toLowerCase()) ?? name;
    spelled.set(name.toLowerCase(), first);
    const earlier = headers[first];
    headers[first] = earlier === undefined ? value : [earlier, value].flat();
  }
  return headers;
}

/** The value of `name`, in lower case here, however it is spelled in `headers`; several are joined by commas (RFC 9110, section 5.3). */
export function rawHeaderValue(headers: RawHeaders, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return value?.toString();
}

/** Removes `name`, in lower case here, from `headers`, however it is spelled; says whether it was there. */
export function dropHeader(headers: RawHeaders, name: string): boolean {
  const spelled = Object.keys(headers).filter((key) => key.toLowerCase() === name);
  for (const key of spelled) delete headers[key];
  return spelled.length > 0;
}

/** Whether `headers` have `name`, in lower case here, however it is spelled there. */
export function hasHeader(headers: RawHeaders, name: string): boolean {
  return rawHeaderValue(headers, name) !== undefined;
}
