/** An unsigned 32-bit hash (FNV-1a with MurmurHash3's final mix): the same on every machine, and alike texts land far apart. */
export function toHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same as a fraction in [0, 1). */
export function toFraction(text: string): number {
  return toHash(text) / 2 ** 32;
}
