import { randomBytes, webcrypto } from 'node:crypto';

/** Positive, unlikely to be used twice, and at most 20 bytes (RFC 5280, section 4.1.2.2). */
export function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

/** A certificate of @peculiar/x509 as PEM that ends its last line; its own way to write it costs 5 ms. */
export function certificatePem({ rawData }: { readonly rawData: ArrayBuffer }): string {
  return pem('CERTIFICATE', rawData);
}

/** A private key as PEM (PKCS #8, RFC 5958). */
export async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key));
}

/** Bytes in lines of base64 under a label (RFC 7468, section 2). */
function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** A SEQUENCE in DER of these elements. */
export function sequence(...content: readonly Buffer[]): Buffer {
  return der(0x30, ...content);
}

/** An OCTET STRING in DER. */
export function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

/** An OBJECT IDENTIFIER in DER; `content` is what DER writes of it, in hex. */
export function oid(content: string): Buffer {
  return der(0x06, Buffer.from(content, 'hex'));
}

/** One DER element: tag, length, content of less than 64 KiB. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), body]);
}
