import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** What codes are made of: no two of these are taken for each other. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Characters of a code: 31^6 are 887 million. */
const LENGTH = 6;

/** A code to be read out and typed. */
export function makeCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A secret of 128 bits that no person types. */
export function makeKey(): string {
  return randomBytes(16).toString('base64url');
}

/** A code as it was meant: small letters and what stands between do not matter. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s.-]/g, '');
}

/** Whether two secrets are the same; how long that takes says nothing about them. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
