/** A number of two bytes. */
export const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);

/** A vector with its length in one byte before it. RFC 9846 §3.4. */
export const vector8 = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);

/** A vector with its length in two bytes before it. RFC 9846 §3.4. */
export const vector16 = (bytes: Uint8Array): Buffer => Buffer.concat([u16(bytes.length), bytes]);

/** An extension of a hello. RFC 9846 §4.3. */
export const extension = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([u16(type), vector16(body)]);

/** A handshake message: type, length, body. RFC 9846 §4. */
export const message = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([type, body.length >> 16, (body.length >> 8) & 255, body.length & 255]), body]);
