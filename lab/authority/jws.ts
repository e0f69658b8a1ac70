import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The public half of an account's key as JSON (RFC 7518, section 6.2.1), its members in the order of a thumbprint. */
interface PublicJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

/** By what an authority knows an account again: a key pair (EC P-256). */
export interface AccountKey {
  readonly jwk: PublicJwk;
  /** Base64url (RFC 7638, section 3). */
  readonly thumbprint: string;
  readonly privateKey: KeyObject;
}

/** What a signature covers beside the payload (RFC 8555, section 6.2): who signs, for which address, and a nonce. */
export interface JwsHeader {
  readonly nonce: string;
  readonly url: string;
  /** Who signs: the account's address, or the key itself where the account is to be made. */
  readonly signer: { readonly kid: string } | { readonly jwk: PublicJwk };
}

/** Makes the key of an account. */
export function makeAccountKey(): AccountKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv = '', kty = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { crv, kty, x, y };
  return { jwk, thumbprint: sha256(JSON.stringify(jwk)).toString('base64url'), privateKey };
}

/** Signs a payload with ES256, as flattened JSON (RFC 7515, section 7.2.2). An empty one asks for what is there (RFC 8555, section 6.3). */
export function signJws(
  { privateKey }: AccountKey,
  { nonce, url, signer }: JwsHeader,
  payload: object | '',
): string {
  const body = {
    protected: base64url(JSON.stringify({ alg: 'ES256', nonce, url, ...signer })),
    payload: payload === '' ? '' : base64url(JSON.stringify(payload)),
  };
  const covered = Buffer.from(`${body.protected}.${body.payload}`);
  // r and s, each of 32 bytes, and not DER (RFC 7518, section 3.4).
  const signature = sign('sha256', covered, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ ...body, signature: signature.toString('base64url') });
}

/** What answers a challenge: its token, bound to the account's key (RFC 8555, section 8.1). */
export function keyAuthorizationOf(token: string, { thumbprint }: AccountKey): string {
  return `${token}.${thumbprint}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
