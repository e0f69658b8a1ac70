import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { generate } from 'selfsigned';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** How long an authority and its leaves live, in ms: thirty days. Chromium refuses leaves of 200 days and more. */
const LIFETIME = 30 * DAY;

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** What a leaf is to say. Without dates it is valid from an hour ago, for thirty days. */
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

/** An authority of the lab's world. Its key stays in memory. */
export interface Authority {
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  issue(request: LeafRequest): Promise<Leaf>;
}

/** Makes an authority (EC P-256, SHA-256) whose leaves are good for names under `.test` only: it says so itself, in a critical name constraint. */
export async function openAuthority(commonName: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const start = Date.now() - HOUR;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    notBefore: new Date(start),
    notAfter: new Date(start + LIFETIME),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new Extension('2.5.29.30', true, NAME_CONSTRAINTS),
      new Extension('2.5.29.14', false, await keyIdentifier(keys.publicKey)),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const ca = { cert: `${certificate.toString('pem').trimEnd()}\n`, key: pem('PRIVATE KEY', pkcs8) };
  const issue = (request: LeafRequest): Promise<Leaf> =>
    request.keyType === 'rsa' ? makeRsaLeaf(request, { commonName, keys }) : makeLeaf(request, ca);
  return { name: commonName, certificate: ca.cert, issue };
}

/** Makes a leaf that nobody vouches for: it is its own issuer. */
export function selfSignedLeaf(request: LeafRequest): Promise<Leaf> {
  return request.keyType === 'rsa' ? makeRsaLeaf(request) : makeLeaf(request);
}

interface Filled {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly commonName: string;
}

function filled(request: LeafRequest): Filled {
  const notBefore = request.notBefore ?? new Date(Date.now() - HOUR);
  const notAfter = request.notAfter ?? new Date(notBefore.getTime() + LIFETIME);
  return { notBefore, notAfter, commonName: request.commonName ?? request.names[0] ?? 'unnamed' };
}

async function makeLeaf(request: LeafRequest, ca?: { cert: string; key: string }): Promise<Leaf> {
  const { notBefore, notAfter, commonName } = filled(request);
  const made = await generate([{ name: 'commonName', value: escapeName(commonName) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', ...(request.usage === 'client' ? { clientAuth: true } : { serverAuth: true }) },
      { name: 'subjectAltName', altNames: request.names.map(alternativeName) },
    ],
    ...(ca && { ca }),
  });
  return { certificate: `${made.cert.trimEnd()}\n`, key: made.private };
}

/**
 * An RSA leaf. selfsigned has no EC authority sign one. RSA key exchange asks for keyEncipherment, which
 * Chromium insists on (RFC 5246, section 7.4.2).
 */
async function makeRsaLeaf(
  request: LeafRequest,
  ca?: { commonName: string; keys: webcrypto.CryptoKeyPair },
): Promise<Leaf> {
  const { notBefore, notAfter, commonName } = filled(request);
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const common = {
    serialNumber: serialNumber(),
    notBefore,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([
        request.usage === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
      ]),
      new SubjectAlternativeNameExtension(
        request.names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  };
  const subject = [{ CN: [commonName] }];
  const certificate = await (ca === undefined
    ? X509CertificateGenerator.createSelfSigned({ ...common, name: subject, signingAlgorithm: RSA, keys })
    : X509CertificateGenerator.create({
        ...common,
        subject,
        issuer: [{ CN: [ca.commonName] }],
        publicKey: keys.publicKey,
        signingKey: ca.keys.privateKey,
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      }));
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: `${certificate.toString('pem').trimEnd()}\n`, key: pem('PRIVATE KEY', pkcs8) };
}

/** selfsigned's numbers for a name's kind: 2 is a DNS name, 7 an IP address (RFC 5280, section 4.2.1.6). */
function alternativeName(name: string) {
  return isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name };
}

/** selfsigned joins the name's parts to a string, in which these stand for themselves only when escaped (RFC 4514, section 2.4). */
function escapeName(text: string): string {
  return text.replaceAll(/[,+"\\<>;=#]/g, String.raw`\$&`);
}

/** SubjectKeyIdentifier in DER (RFC 5280, section 4.2.1.2); the library's own way to make it costs 4 ms. */
async function keyIdentifier(key: webcrypto.CryptoKey): Promise<Buffer> {
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', key));
  return der(0x04, createHash('sha1').update(point).digest());
}

/** Positive, unlikely to be used twice, and at most 20 bytes (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * NameConstraints in DER (RFC 5280, section 4.2.1.10): permitted are DNS names under `test`, excluded are
 * all IP addresses, which the first alone would leave free.
 */
const NAME_CONSTRAINTS = der(
  0x30,
  der(0xa0, der(0x30, der(0x82, Buffer.from('test')))),
  der(0xa1, der(0x30, der(0x87, Buffer.alloc(8))), der(0x30, der(0x87, Buffer.alloc(32)))),
);

/** One DER element of less than 128 bytes: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}
