/** The polynomial of gzip's checksum, bits reversed. */
const POLYNOMIAL = 0xedb88320;

/** The polynomials 1 and x in the same order of bits. */
const ONE = 0x80000000;
const X = 0x40000000;

/** x to the power of 2 to the power of the index. */
const POWERS = Array.from({ length: 31 }).reduce<number[]>(
  (powers) => {
    const newest = powers.at(-1) ?? X;
    return [...powers, multiply(newest, newest)];
  },
  [X],
);

/**
 * What a checksum is multiplied by when so many bytes are put after its text. Kept for a piece of text, it makes the checksum
 * of many pieces without reading them: to read 11 MB again costs milliseconds.
 */
export function toShift(bytes: number): number {
  let shift = ONE;
  // 8 bits a byte: the power begins at 2 to the power of 3.
  for (let left = bytes, power = 3; left > 0; left = Math.floor(left / 2), power++) {
    if (left % 2 === 1) shift = multiply(POWERS[power % POWERS.length] ?? ONE, shift);
  }
  return shift;
}

/** The checksum of a text with another one after it, whose shift is that of its length. */
export function joinCrcs(before: number, after: number, shift: number): number {
  return (multiply(shift, before) ^ after) >>> 0;
}

/** Modulo the polynomial, as zlib's crc32_combine does it. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product >>> 0;
}
