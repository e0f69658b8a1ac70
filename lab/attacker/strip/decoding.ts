import { Spelled } from './spelled.ts';

/** Encodings in which one character may take two bytes, of which the second may be one of ASCII's. */
const DOUBLE_BYTE = /^(?:gbk|gb18030|big5|euc-jp|euc-kr|shift_jis)$/;

/** Encodings in which bytes of ASCII may be other characters by what stands before them: nothing is changed there. */
const STATEFUL = /^iso-2022-/;

const UTF8 =
  /[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E0-\u00EF][\u0080-\u00BF]{2}|[\u00F0-\u00F4][\u0080-\u00BF]{3}/g;

/** Bytes as text, each character with its byte's place; nothing where the encoding is beyond that. Bytes that are no text are characters of their own. */
export function spelledBytes(bytes: Buffer, encoding: string): Spelled | undefined {
  const latin1 = bytes.toString('latin1');
  if (encoding.startsWith('utf-16')) return utf16(bytes, latin1, encoding);
  if (STATEFUL.test(encoding)) return undefined;
  const plain = new Spelled(latin1, latin1);
  if (!/[\u0080-\u00FF]/.test(latin1)) return plain;
  if (encoding === 'utf-8')
    return plain.unescaped(UTF8, ([found]) => {
      const text = Buffer.from(found, 'latin1').toString();
      return text.startsWith('\uFFFD') ? undefined : { text, length: found.length };
    });
  return DOUBLE_BYTE.test(encoding) ? doubleBytes(bytes, latin1, encoding) : plain;
}

function utf16(bytes: Buffer, latin1: string, encoding: string): Spelled {
  const whole = bytes.subarray(0, bytes.length & ~1);
  const little = encoding === 'utf-16le' ? whole : Buffer.from(whole).swap16();
  const text = little.toString('utf16le');
  const places = Uint32Array.from({ length: text.length + 1 }, (_, index) => 2 * index);
  return new Spelled(text, latin1, places);
}

/** Byte by byte: no decoder says otherwise where a character began. */
function doubleBytes(bytes: Buffer, latin1: string, encoding: string): Spelled {
  const decoder = new TextDecoder(encoding);
  const places = new Uint32Array(2 * bytes.length + 2);
  let text = '';
  let began = 0;
  const take = (more: string, next: number): void => {
    if (more === '') return;
    places.fill(began, text.length, text.length + more.length);
    text += more;
    began = next;
  };
  for (const [index, byte] of bytes.entries())
    take(decoder.decode(Uint8Array.of(byte), { stream: true }), index + 1);
  take(decoder.decode(), bytes.length);
  places[text.length] = bytes.length;
  return new Spelled(text, latin1, places);
}
