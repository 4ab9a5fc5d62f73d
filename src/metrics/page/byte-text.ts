/**
 * A text's UTF-8 with one character for each byte. What is put together of such texts is made bytes by copying, where any
 * other text is read character by character.
 */
export function toByteText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Shared by all that has no text: as many as there are sites in every metric that none of them has. */
export const NO_BYTES: Buffer = Buffer.alloc(0);

/** The bytes that a byte text stands for. */
export function toBytes(byteText: string): Buffer {
  return byteText === '' ? NO_BYTES : Buffer.from(byteText, 'latin1');
}
