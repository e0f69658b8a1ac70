import { constants, createHmac, privateDecrypt } from 'node:crypto';

/** A TLS 1.2 cipher suite with RSA key exchange and AES-GCM (RFC 5288, section 3). */
export interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm';
  readonly hash: 'sha256' | 'sha384';
  /** Bytes of a key. */
  readonly keyLength: number;
}

/** Suites by number whose recordings the bank's private key opens. */
export const RSA_SUITES: ReadonlyMap<number, Suite> = new Map([
  [0x009c, { cipher: 'aes-128-gcm', hash: 'sha256', keyLength: 16 }],
  [0x009d, { cipher: 'aes-256-gcm', hash: 'sha384', keyLength: 32 }],
]);

/** What protects one direction: a key, and the four bytes of each nonce that do not travel. */
export interface WriteKeys {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

/** What both keys grow from. `sessionHash` is there where both sides chose the extended master secret (RFC 7627, section 4). */
export interface KeyMaterial {
  readonly premaster: Uint8Array;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly sessionHash?: Uint8Array;
}

/** The pseudorandom function of TLS 1.2 (RFC 5246, section 5): `length` bytes from `secret`. */
export function prf(
  hash: Suite['hash'],
  secret: Uint8Array,
  label: string,
  seed: readonly Uint8Array[],
  length: number,
): Buffer {
  const first = Buffer.concat([Buffer.from(label, 'latin1'), ...seed]);
  const mac = (bytes: Uint8Array): Buffer => createHmac(hash, secret).update(bytes).digest();
  const out: Buffer[] = [];
  let a: Buffer = first;
  for (let made = 0; made < length; made += out.at(-1)?.length ?? length) {
    a = mac(a);
    out.push(mac(Buffer.concat([a, first])));
  }
  return Buffer.concat(out).subarray(0, length);
}

/** The keys of both directions (RFC 5246, sections 8.1 and 6.3; RFC 7627, section 4). */
export function writeKeys(
  { hash, keyLength }: Suite,
  { premaster, clientRandom, serverRandom, sessionHash }: KeyMaterial,
): { readonly client: WriteKeys; readonly server: WriteKeys } {
  const master =
    sessionHash === undefined
      ? prf(hash, premaster, 'master secret', [clientRandom, serverRandom], 48)
      : prf(hash, premaster, 'extended master secret', [sessionHash], 48);
  const block = prf(hash, master, 'key expansion', [serverRandom, clientRandom], 2 * keyLength + 8);
  const salts = 2 * keyLength;
  return {
    client: { key: block.subarray(0, keyLength), salt: block.subarray(salts, salts + 4) },
    server: { key: block.subarray(keyLength, salts), salt: block.subarray(salts + 4) },
  };
}

/**
 * The premaster secret that the victim sent under the bank's public key (RFC 5246, section 7.4.7.1), or
 * nothing where `key` (PEM) does not open it. The padding (RFC 8017, section 7.2.2) is taken off here,
 * since Node's own way of doing it differs with the OpenSSL beneath; nobody times this attacker.
 */
export function decryptPremaster(key: string, encrypted: Uint8Array): Uint8Array | undefined {
  let block: Buffer;
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    return undefined;
  }
  const start = block.length - 48;
  const padded = block[0] === 0 && block[1] === 2 && block.indexOf(0, 2) === start - 1;
  return padded && start >= 11 ? block.subarray(start) : undefined;
}
