/** What is written of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Sizes in bytes, times in ms; -1 is unknown. */
export interface HarEntry {
  readonly pageref?: string;
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: HarTimings;
  /** The lane; a field of our own, as the underscore says. */
  readonly _lane: string;
  /** The TLS version, where there was TLS; a field of our own. */
  readonly _tls?: string;
}

/** A name with its value: a header, a field of a query or of a form. */
export interface HarPair {
  readonly name: string;
  readonly value: string;
}

/** A cookie, with the attributes that its `Set-Cookie` gave. */
export interface HarCookie extends HarPair {
  readonly path?: string;
  readonly domain?: string;
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
}

/** A request's body. The fields of a form stand beside their text, as browsers write both and many tools read the text only. */
export interface HarPostData {
  readonly mimeType: string;
  readonly params: readonly HarPair[];
  readonly text: string;
  /** Set where the text is base64, for which HAR 1.2 has no word. */
  readonly _encoding?: 'base64';
}

/** A request. */
export interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarPair[];
  readonly queryString: readonly HarPair[];
  readonly postData?: HarPostData;
  readonly headersSize: number;
  readonly bodySize: number;
}

/** A response; `content` is its body with content codings undone. */
export interface HarResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarPair[];
  readonly content: {
    readonly size: number;
    readonly compression?: number;
    readonly mimeType: string;
    readonly text?: string;
    readonly encoding?: 'base64';
    readonly comment?: string;
  };
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
}

/** How long the parts of an exchange took; `wait` holds the connecting too, which is not told apart. */
export interface HarTimings {
  readonly blocked: -1;
  readonly dns: -1;
  readonly connect: -1;
  readonly ssl: -1;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
}

/** A page that a victim was shown. */
export interface HarPage {
  readonly startedDateTime: string;
  readonly id: string;
  readonly title: string;
  readonly pageTimings: { readonly onContentLoad: -1; readonly onLoad: number };
  readonly comment: string;
  readonly _lane: string;
}
