/** A machine's address, 4 bytes of IPv4 or 16 of IPv6, and a port. */
export interface AddressAndPort {
  readonly ip: Uint8Array;
  readonly port: number;
}

/** Reads `192.0.2.1:80` and `[2001:db8::1]:80`; undefined for anything else. */
export function endOfAddress(text: string): AddressAndPort | undefined {
  const [, v6, v4, digits = ''] = /^(?:\[([0-9a-f:]{2,39})\]|([\d.]{7,15})):(\d{1,5})$/i.exec(text) ?? [];
  const ip = v6 === undefined ? v4Bytes(v4 ?? '') : v6Bytes(v6);
  const port = Number(digits);
  return ip === undefined || port > 0xffff ? undefined : { ip, port };
}

function v4Bytes(text: string): Uint8Array | undefined {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => part <= 0xff) ? Uint8Array.from(parts) : undefined;
}

/** RFC 4291, section 2.2: `::` stands once for as many zeros as are missing. */
function v6Bytes(text: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const [before, after] = [words(head), words(tail ?? '')];
  const zeros = 8 - before.length - after.length;
  if (more.length > 0 || (tail === undefined ? zeros !== 0 : zeros < 1)) return undefined;
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  if (!all.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return Uint8Array.from(
    all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]),
  );
}

function words(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
