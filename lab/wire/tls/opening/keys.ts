import { createHmac } from 'node:crypto';
import { cipherName } from '../cipher-suites.ts';
import { isTls13 } from '../hello.ts';
import type { ServerHello } from '../hello.ts';
import { VERSION } from '../names.ts';

/** What seals the records of a suite that is opened here, and the hash that its keys grow with. */
export interface OpenedSuite {
  readonly version: 'TLS 1.2' | 'TLS 1.3';
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  /** Bytes of a key. */
  readonly keyLength: number;
  /** Bytes of a nonce that do not travel. */
  readonly ivLength: number;
  /** Bytes of a nonce that travel before each ciphertext. RFC 5288, section 3. */
  readonly explicitNonce: number;
}

/** Why a suite's records are not opened: a version that is too old, a cipher that is not among those, or one that does not belong to the version. */
export type UnopenedSuite = 'version' | 'suite';

const CIPHERS = {
  AES_128_GCM: { cipher: 'aes-128-gcm', keyLength: 16 },
  AES_256_GCM: { cipher: 'aes-256-gcm', keyLength: 32 },
  CHACHA20_POLY1305: { cipher: 'chacha20-poly1305', keyLength: 32 },
} as const;

/** How the records of the suite that both agreed on are opened, or why they are not: CBC, CCM and the like. RFC 9846 §B.4. */
export function suiteOf({
  version,
  cipherSuite,
}: Pick<ServerHello, 'version' | 'cipherSuite'>): OpenedSuite | UnopenedSuite {
  const tls13 = isTls13(version);
  if (version > VERSION.tls13 || version < VERSION.tls12) return 'version';
  const pattern = tls13
    ? /^TLS_([A-Z0-9_]+)_SHA(256|384)$/
    : /^TLS_[A-Za-z_]+_WITH_([A-Z0-9_]+)_SHA(256|384)$/;
  const [, name = '', bits] = pattern.exec(cipherName(cipherSuite)) ?? [];
  if (!isCipher(name)) return 'suite';
  const { cipher, keyLength } = CIPHERS[name];
  const travels = !tls13 && cipher !== 'chacha20-poly1305';
  return {
    version: tls13 ? 'TLS 1.3' : 'TLS 1.2',
    cipher,
    hash: bits === '384' ? 'sha384' : 'sha256',
    keyLength,
    ivLength: travels ? 4 : 12,
    explicitNonce: travels ? 8 : 0,
  };
}

function isCipher(name: string): name is keyof typeof CIPHERS {
  return Object.hasOwn(CIPHERS, name);
}

/** What protects one direction for a while. */
export interface RecordKeys {
  readonly suite: OpenedSuite;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** HKDF-Expand-Label with an empty context. RFC 9846 §7.1. */
function expandLabel(
  hash: OpenedSuite['hash'],
  secret: Uint8Array,
  label: string,
  length: number,
): Uint8Array {
  const full = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([
    Buffer.from([length >> 8, length & 0xff, full.length]),
    full,
    Buffer.from([0]),
  ]);
  const out: Buffer[] = [];
  let block = Buffer.alloc(0);
  for (let made = 0; made < length; made += block.length) {
    const counter = Buffer.from([out.length + 1]);
    block = createHmac(hash, secret).update(block).update(info).update(counter).digest();
    out.push(block);
  }
  return Buffer.concat(out).subarray(0, length);
}

/** The keys that grow from a traffic secret of TLS 1.3. RFC 9846 §7.3. */
export function trafficKeys(suite: OpenedSuite, secret: Uint8Array): RecordKeys {
  return {
    suite,
    key: expandLabel(suite.hash, secret, 'key', suite.keyLength),
    iv: expandLabel(suite.hash, secret, 'iv', suite.ivLength),
  };
}

/** The traffic secret after a KeyUpdate. RFC 9846 §7.2. */
export function updatedSecret({ hash }: OpenedSuite, secret: Uint8Array): Uint8Array {
  return expandLabel(hash, secret, 'traffic upd', hash === 'sha384' ? 48 : 32);
}

/** The pseudorandom function of TLS 1.2 (RFC 5246, section 5): `length` bytes from `secret`. */
export function prf(
  hash: OpenedSuite['hash'],
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

/** The keys of both directions from the master secret of TLS 1.2 (RFC 5246, section 6.3). */
export function keysOfMaster(
  suite: OpenedSuite,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): { readonly client: RecordKeys; readonly server: RecordKeys } {
  const { hash, keyLength, ivLength } = suite;
  const ivs = 2 * keyLength;
  const block = prf(hash, master, 'key expansion', [serverRandom, clientRandom], ivs + 2 * ivLength);
  return {
    client: { suite, key: block.subarray(0, keyLength), iv: block.subarray(ivs, ivs + ivLength) },
    server: { suite, key: block.subarray(keyLength, ivs), iv: block.subarray(ivs + ivLength) },
  };
}
