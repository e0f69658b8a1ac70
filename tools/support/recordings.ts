import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** One recorded connection: what passed, in its order. */
export interface TlsRecording {
  readonly name: string;
  readonly chunks: readonly { readonly to: 'bank' | 'victim'; readonly bytes: Uint8Array }[];
  readonly toBank: Uint8Array;
  readonly toVictim: Uint8Array;
}

const RECORDING = z.object({
  chunks: z.array(z.object({ to: z.enum(['bank', 'victim']), hex: z.string() })),
});
const FOLDER = path.resolve('test/fixtures/tls');

function recording(name: string, chunks: TlsRecording['chunks']): TlsRecording {
  const towards = (to: 'bank' | 'victim'): Uint8Array =>
    new Uint8Array(Buffer.concat(chunks.filter((chunk) => chunk.to === to).map((chunk) => chunk.bytes)));
  return { name, chunks, toBank: towards('bank'), toVictim: towards('victim') };
}

/** A recording by its file's name. */
export function load(name: string): TlsRecording {
  const { chunks } = RECORDING.parse(JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')));
  return recording(
    name,
    chunks.map(({ to, hex }) => ({ to, bytes: new Uint8Array(Buffer.from(hex, 'hex')) })),
  );
}

/** All recordings of the folder. */
export function loadAll(): TlsRecording[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => load(file.slice(0, -5)));
}

/** One section of RFC 8448. */
export function rfc8448(section: string): TlsRecording {
  const lines = readFileSync(path.join(FOLDER, 'rfc8448.hex'), 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(' ')).filter((row) => row[0] === section);
  return recording(
    `rfc8448-${section}`,
    rows.map(([, direction, hex = '']) => ({
      to: direction === 'to-bank' ? 'bank' : 'victim',
      bytes: new Uint8Array(Buffer.from(hex, 'hex')),
    })),
  );
}
