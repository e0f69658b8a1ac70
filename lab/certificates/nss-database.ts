import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
  randomBytes,
} from 'node:crypto';

import { X509Certificate } from '@peculiar/x509';

import { der, octets, oid, sequence } from './encoding.ts';
import type { Leaf } from './leaf-content.ts';

/** The two files of an NSS database, by their names. Each is to be written by `write` to a path where nothing is yet. */
export interface NssFile {
  readonly name: 'cert9.db' | 'key4.db';
  readonly write: (path: string) => void;
}

/** Every attribute that such a table has a column for (PKCS #11), by its number in hex. */
const COLUMNS =
  '0 1 2 3 10 11 12 80 81 82 83 84 85 86 87 88 89 8a 8b 90 100 101 102 103 104 105 106 107 108 109 10a 10b 10c 110 111 120 121 122 123 124 125 126 127 128 129 130 131 132 133 134 160 161 162 163 164 165 166 170 180 181 200 201 202 210 300 301 302 400 401 402 403 404 405 406 480 481 482 500 501 502 503 40000211 40000212 80000001 ce534351 ce534352 ce534353 ce534354 ce534355 ce534356 ce534357 ce534358 ce534364 ce534365 ce534366 ce534367 ce534368 ce534369 ce534373 ce534374 ce536351 ce536352 ce536353 ce536354 ce536355 ce536356 ce536357 ce536358 ce536359 ce53635a ce53635b ce53635c ce53635d ce53635e ce53635f ce536360 ce5363b4 ce5363b5 d5a0db00'.split(
    ' ',
  );

/** Identifiers of algorithms, as DER writes their content. */
const OID = {
  pbes2: '2a864886f70d01050d',
  pbmac1: '2a864886f70d01050e',
  pbkdf2: '2a864886f70d01050c',
  hmacSha256: '2a864886f70d0209',
  aes256Cbc: '60864801650304012a',
  p256: '2a8648ce3d030107',
} as const;

/** The number of the private key among a database's things, and of the attribute that is its value. */
const [KEY_ID, CERTIFICATE_ID, VALUE] = [1, 2, '11'];
const [YES, NO] = [Buffer.of(1), Buffer.of(0)];

/**
 * A certificate with its P-256 key, PEM, as a database of NSS without a password: what Chromium on Linux takes client
 * certificates from. The format is NSS's own. For a key that is thrown away with its run.
 */
export async function nssDatabase({ certificate, key }: Leaf, label: string): Promise<readonly NssFile[]> {
  const { DatabaseSync } = await import('node:sqlite');
  const { rawData, subjectName, issuerName, serialNumber } = new X509Certificate(certificate);
  const { d = '', x = '', y = '' } = createPrivateKey(key).export({ format: 'jwk' });
  const [secret, ...point] = [d, x, y].map((part) => Buffer.from(part, 'base64url'));
  const publicKey = Buffer.concat([Buffer.of(4), ...point]);
  const both = {
    1: YES,
    3: Buffer.from(label),
    101: Buffer.from(subjectName.toArrayBuffer()),
    102: createHash('sha1').update(publicKey).digest(),
    170: YES,
  };
  const serial = der(0x02, Buffer.from(serialNumber, 'hex'));
  const issuer = Buffer.from(issuerName.toArrayBuffer());
  const shown = { 0: number(1), 2: NO, [VALUE]: Buffer.from(rawData), 80: number(0), 81: issuer, 82: serial };
  const salt = randomBytes(20);
  const sealed = new Sealed(salt);
  const own = {
    0: number(3),
    2: YES,
    [VALUE]: sealed.text(secret ?? Buffer.alloc(0)),
    100: number(3),
    103: YES,
    105: NO,
    107: NO,
    108: YES,
    162: YES,
    180: oid(OID.p256),
    181: publicKey,
    d5a0db00: publicKey,
  };
  const table = (path: string, name: string, id: number, attributes: Attributes, ...more: Rows): void => {
    const database = new DatabaseSync(path);
    const columns = COLUMNS.map((column) => `a${column}`).join(', ');
    database.exec(`CREATE TABLE ${name} (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, ${columns})`);
    const names = Object.keys(attributes);
    database
      .prepare(`INSERT INTO ${name} (id, a${names.join(', a')}) VALUES (?${', ?'.repeat(names.length)})`)
      .run(id, ...Object.values(attributes));
    if (more.length > 0)
      database.exec('CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2)');
    for (const row of more) database.prepare('INSERT INTO metaData VALUES (?, ?, ?)').run(...row);
    database.close();
  };
  const signature = sealed.code(VALUE, secret ?? Buffer.alloc(0));
  return [
    {
      name: 'cert9.db',
      write: (path) => table(path, 'nssPublic', CERTIFICATE_ID, { ...both, ...shown }),
    },
    {
      name: 'key4.db',
      write: (path) =>
        table(
          path,
          'nssPrivate',
          KEY_ID,
          { ...both, ...own },
          ['password', salt, sealed.text(Buffer.from('password-check'))],
          [`sig_key_${number(KEY_ID).toString('hex')}_${VALUE.padStart(8, '0')}`, signature, null],
        ),
    },
  ];
}

type Attributes = Readonly<Record<string, Buffer>>;
type Rows = readonly (readonly [id: string, item1: Buffer, item2: Buffer | null])[];

/** Seals what a database keeps under a password, which is empty here, with the salt of the whole. */
class Sealed {
  readonly #password: Buffer;

  constructor(salt: Buffer) {
    this.#password = createHash('sha1').update(salt).digest();
  }

  /** AES-256-CBC under PBES2 (RFC 8018). NSS takes the whole DER element of the IV for the IV. */
  text(plain: Buffer): Buffer {
    const [derivation, key] = this.#key();
    const iv = octets(randomBytes(14));
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    const how = sequence(oid(OID.pbes2), sequence(derivation, sequence(oid(OID.aes256Cbc), iv)));
    return sequence(how, octets(sealed));
  }

  /** HMAC-SHA-256 under PBMAC1 (RFC 8018) of an attribute and its value. */
  code(attribute: string, plain: Buffer): Buffer {
    const [derivation, key] = this.#key();
    const told = Buffer.concat([number(0), Buffer.from(attribute.padStart(8, '0'), 'hex'), plain]);
    const code = createHmac('sha256', key).update(told).digest();
    const how = sequence(oid(OID.pbmac1), sequence(derivation, sequence(oid(OID.hmacSha256))));
    return sequence(how, octets(code));
  }

  /** A key of its own for each thing: one round, as NSS does where there is no password. */
  #key(): readonly [derivation: Buffer, key: Buffer] {
    const salt = randomBytes(32);
    const numbers = [der(0x02, Buffer.of(1)), der(0x02, Buffer.of(32))];
    const how = sequence(octets(salt), ...numbers, sequence(oid(OID.hmacSha256)));
    return [sequence(oid(OID.pbkdf2), how), pbkdf2Sync(this.#password, salt, 1, 32, 'sha256')];
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
