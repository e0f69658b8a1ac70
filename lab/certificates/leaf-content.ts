import type { webcrypto } from 'node:crypto';

/** What a leaf is to say. Without dates it is valid from a day ago, for thirty days. */
export interface LeafRequest {
  /** Host names or IP addresses, for subjectAltName. */
  readonly names: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** For people to read; clients ignore it (RFC 9525, section 2). The first name, where it is not given. */
  readonly commonName?: string;
  /** What it is for: a server's certificate, where it is not given. */
  readonly usage?: 'server' | 'client';
  /** EC P-256, where it is not given. `rsa` is RSA-2048, made off the main thread (about 50 ms), and may encipher keys. */
  readonly keyType?: 'ec' | 'rsa';
}

/** A certificate and its private key, both PEM; each ends its last line, so that PEM can be joined to PEM. */
export interface Leaf {
  readonly certificate: string;
  readonly key: string;
}

/** Who signs a leaf. */
export interface Issuer {
  readonly commonName: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** The same key. */
  readonly keys: webcrypto.CryptoKeyPair;
}

/** What a leaf says, with nothing left open. */
export type LeafContent = Required<Omit<LeafRequest, 'keyType'>>;

/** Makes a leaf with a key of one type; without an issuer it is its own. */
export type LeafMaker = (content: LeafContent, issuer?: Issuer) => Promise<Leaf>;
