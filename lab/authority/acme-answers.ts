import { isRecord } from '../facts/codec.ts';
import { AcmeFault, problemOf } from './acme-faults.ts';
import type { AcmeProblem } from './acme-faults.ts';

/** Where a server takes what a client asks for (RFC 8555, section 7.1.1). */
export interface AcmeDirectory {
  readonly newNonce: URL;
  readonly newAccount: URL;
  readonly newOrder: URL;
}

/** How far an order is (RFC 8555, section 7.1.3). */
export interface AcmeOrder {
  readonly status: (typeof ORDER)[number];
  readonly authorizations: readonly URL[];
  readonly finalize: URL;
  readonly certificate: URL | undefined;
  readonly error: AcmeProblem | undefined;
}

/** Whether somebody may have a certificate for a name, and how that can be shown (RFC 8555, section 7.1.4). */
export interface AcmeAuthorization {
  readonly status: (typeof AUTHORIZATION)[number];
  /** The name, in lower case. */
  readonly name: string;
  /** The challenge of the kind that was looked for, where there is one. */
  readonly challenge: AcmeChallenge | undefined;
}

/** One way to show it (RFC 8555, section 8). */
export interface AcmeChallenge {
  readonly url: URL;
  readonly token: string;
  readonly error: AcmeProblem | undefined;
}

const ORDER = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;
const AUTHORIZATION = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;
/** Base64url of at least 128 bits (RFC 8555, section 8.1). */
const TOKEN = /^[\w-]{22,200}$/;
/** One name is asked for, and an order for it needs no more than a few authorizations. */
const AUTHORIZATIONS = 10;

/** The body of an answer as JSON: an object. Every reader here throws an `AcmeFault` where the body is not what it must be. */
export function objectIn(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new AcmeFault('an answer is not JSON');
  }
  if (!isRecord(value)) throw new AcmeFault('an answer is no JSON object');
  return value;
}

/** The directory of the server called `host`. */
export function readDirectory(body: string, host: string): AcmeDirectory {
  const { newNonce, newAccount, newOrder } = objectIn(body);
  return {
    newNonce: ownAddress(newNonce, host),
    newAccount: ownAddress(newAccount, host),
    newOrder: ownAddress(newOrder, host),
  };
}

/** An order at the server called `host`. */
export function readOrder(body: string, host: string): AcmeOrder {
  const { status, authorizations, finalize, certificate, error } = objectIn(body);
  if (!Array.isArray(authorizations) || authorizations.length > AUTHORIZATIONS)
    throw new AcmeFault('an order does not list its authorizations');
  return {
    status: oneOf(ORDER, status),
    authorizations: authorizations.map((address) => ownAddress(address, host)),
    finalize: ownAddress(finalize, host),
    certificate: certificate === undefined ? undefined : ownAddress(certificate, host),
    error: problemOf(error),
  };
}

/** An authorization at the server called `host`, with its first challenge of one kind. */
export function readAuthorization(body: string, host: string, kind: string): AcmeAuthorization {
  const { status, identifier, challenges } = objectIn(body);
  if (!isRecord(identifier) || identifier['type'] !== 'dns' || typeof identifier['value'] !== 'string')
    throw new AcmeFault('an authorization names no host');
  if (!Array.isArray(challenges)) throw new AcmeFault('an authorization does not list its challenges');
  const found: unknown = challenges.find((each) => isRecord(each) && each['type'] === kind);
  return {
    status: oneOf(AUTHORIZATION, status),
    name: identifier['value'].toLowerCase(),
    challenge: isRecord(found) ? readChallenge(found, host) : undefined,
  };
}

function readChallenge({ url, token, error }: Record<string, unknown>, host: string): AcmeChallenge {
  if (typeof token !== 'string' || !TOKEN.test(token)) throw new AcmeFault('a challenge has no good token');
  return { url: ownAddress(url, host), token, error: problemOf(error) };
}

/** An address of the server's own: a client that is sent elsewhere does not go. */
export function ownAddress(value: unknown, host: string): URL {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || url.origin !== `https://${host}` || url.username !== '' || url.password !== '')
    throw new AcmeFault(`an answer leads elsewhere than to https://${host}`);
  url.hash = '';
  return url;
}

function oneOf<S extends string>(known: readonly S[], value: unknown): S {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new AcmeFault('an answer has a status that nobody knows');
  return found;
}
