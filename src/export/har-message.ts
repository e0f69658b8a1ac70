import { STATUS_CODES } from 'node:http';
import type * as Har from 'har-format';
import { Cookie } from 'tough-cookie';
import type { HeaderList, RequestRead, ResponseRead } from '../../lab/facts/facts.ts';
import { viewOf } from '../../lab/wire/bytes.ts';
import { FORM_FIELDS_LIMIT, formFields } from '../../lab/wire/http/form-fields.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { codingsNamed, contentTypeIn } from '../reading/body.ts';

/** The lab speaks no other. */
const HTTP_VERSION = 'HTTP/1.1';
/** As browsers write a type that nobody gave. */
const UNKNOWN_TYPE = 'x-unknown';

/**
 * A request's body. The fields of a form stand beside their text, though HAR 1.2 wants one of them: browsers
 * write both, and many tools read the text only.
 */
export interface HarPostData extends Har.PostDataCommon {
  readonly params: Har.Param[];
  readonly text: string;
  /** Set where the text is base64, for which HAR 1.2 has no word; a field of our own, as the underscore says. */
  readonly _encoding?: 'base64';
}

/** A request, with its body as browsers write it. */
export type HarRequest = Omit<Har.Request, 'postData'> & { readonly postData?: HarPostData };

/** The version by what ALPN agreed on. */
function versionOf(protocol: string | undefined): string {
  return protocol === 'h2' ? 'HTTP/2' : HTTP_VERSION;
}

/** A request as HAR 1.2 writes it; `protocol` is what ALPN agreed on, where that is not HTTP/1.1. Sizes in bytes; -1 is unknown. */
export function harRequest({ method, url, headers, body }: RequestRead, protocol?: string): HarRequest {
  return {
    method,
    url,
    httpVersion: versionOf(protocol),
    cookies: values(headers, 'cookie').flatMap(sentCookies),
    headers: pairs(headers),
    queryString: queryOf(url),
    ...(body.length > 0 && { postData: postData(contentTypeIn(headers) ?? UNKNOWN_TYPE, body) }),
    headersSize: -1,
    bodySize: body.length,
  };
}

/** A response as HAR 1.2 writes it. The reason phrase is the standard's own (RFC 9110, section 15). */
export function harResponse({ status, headers, body }: ResponseRead, protocol?: string): Har.Response {
  return {
    status: Number.isFinite(status) ? status : 0,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: versionOf(protocol),
    cookies: values(headers, 'set-cookie').flatMap(setCookie),
    headers: pairs(headers),
    content: content(headers, body),
    redirectURL: values(headers, 'location')[0] ?? '',
    headersSize: -1,
    bodySize: body.length,
  };
}

function content(headers: HeaderList, body: Uint8Array): Har.Content {
  const mimeType = contentTypeIn(headers) ?? UNKNOWN_TYPE;
  const codings = codingsNamed(headers);
  const { bytes, problem } = decodeContent({ content: body, codings, truncated: false });
  const decoded = bytes ?? body;
  return {
    size: decoded.length,
    ...(codings.length > 0 && bytes !== undefined && { compression: decoded.length - body.length }),
    mimeType,
    ...textOf(decoded),
    ...(problem !== undefined && { comment: problem }),
  };
}

function postData(mimeType: string, body: Uint8Array): HarPostData {
  const { text, encoding } = textOf(body);
  const isForm = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(mimeType);
  const fields = isForm ? formFields(body).slice(0, FORM_FIELDS_LIMIT) : [];
  return {
    mimeType,
    params: fields.map(({ name, value }) => ({ name, value })),
    text,
    ...(encoding !== undefined && { _encoding: encoding }),
  };
}

/** The bytes as text where they are UTF-8, else as base64. */
function textOf(bytes: Uint8Array): { text: string; encoding?: 'base64' } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { text: viewOf(bytes).toString('base64'), encoding: 'base64' };
  }
}

function sentCookies(header: string): Har.Cookie[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return { name: part.slice(0, Math.max(equals, 0)), value: part.slice(equals + 1) };
    });
}

function setCookie(header: string): Har.Cookie[] {
  const cookie = Cookie.parse(header, { loose: true });
  if (cookie === undefined || cookie === null) return [];
  const { key, value, path, domain, expires, httpOnly, secure } = cookie;
  return [
    {
      name: key,
      value,
      ...(path !== null && { path }),
      ...(domain !== null && { domain }),
      ...(expires instanceof Date && !Number.isNaN(expires.getTime()) && { expires: expires.toISOString() }),
      httpOnly,
      secure,
    },
  ];
}

function queryOf(url: string): Har.QueryString[] {
  return [...(URL.parse(url)?.searchParams ?? [])].map(([name, value]) => ({ name, value }));
}

function pairs(headers: HeaderList): Har.Header[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function values(headers: HeaderList, wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}
