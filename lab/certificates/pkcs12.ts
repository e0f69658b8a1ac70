import { createHash, createHmac, randomBytes, X509Certificate } from 'node:crypto';

import { der, octets, oid, sequence } from './encoding.ts';
import type { Leaf } from './leaf-content.ts';

/** Object identifiers, as DER writes their content. */
const OID = {
  data: '2a864886f70d010701',
  keyBag: '2a864886f70d010c0a0101',
  certBag: '2a864886f70d010c0a0103',
  x509Certificate: '2a864886f70d01091601',
  localKeyId: '2a864886f70d010915',
  sha256: '608648016503040201',
} as const;

/** Rounds of the function that makes the key of the code: the password is no secret. */
const ROUNDS = 2_048;

/**
 * A certificate with its key, PEM, as PKCS #12 (RFC 7292) that opens with this password. Nothing in it is enciphered; the
 * password makes the code over it, without which no program takes one. For a key that is thrown away with its run.
 */
export function pkcs12({ certificate, key }: Leaf, password: string): Buffer {
  const { raw } = new X509Certificate(certificate);
  const attributes = set(sequence(oid(OID.localKeyId), set(octets(createHash('sha1').update(raw).digest()))));
  const bag = (kind: 'keyBag' | 'certBag', value: Buffer): Buffer =>
    sequence(oid(OID[kind]), explicit(value), attributes);
  const bags = sequence(
    bag('certBag', sequence(oid(OID.x509Certificate), explicit(octets(raw)))),
    bag('keyBag', Buffer.from(key.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')),
  );
  const content = sequence(sequence(oid(OID.data), explicit(octets(bags))));
  const salt = randomBytes(16);
  const code = createHmac('sha256', macKey(password, salt)).update(content).digest();
  const algorithm = sequence(oid(OID.sha256), der(0x05, Buffer.alloc(0)));
  const rounds = der(0x02, Buffer.of(ROUNDS >> 8, ROUNDS & 0xff));
  const mac = sequence(sequence(algorithm, octets(code)), octets(salt), rounds);
  return sequence(der(0x02, Buffer.of(3)), sequence(oid(OID.data), explicit(octets(content))), mac);
}

/** The key of the code (RFC 7292, appendix B.2, with ID 3 and SHA-256): of as many bytes as one hash gives. */
function macKey(password: string, salt: Buffer): Buffer {
  const characters = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const block = 64;
  const filled = (text: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(text.length / block) * block, new Uint8Array(text));
  let key = Buffer.concat([Buffer.alloc(block, 3), filled(salt), filled(characters)]);
  for (let round = 0; round < ROUNDS; round += 1) key = createHash('sha256').update(key).digest();
  return key;
}

function set(...content: readonly Buffer[]): Buffer {
  return der(0x31, ...content);
}

function explicit(content: Buffer): Buffer {
  return der(0xa0, content);
}
