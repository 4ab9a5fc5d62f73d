import { inflateRawSync } from 'node:zlib';

// Offsets and signatures: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16. Debian's minimal image has no unzip.
const END = Buffer.from('PK\u0005\u0006', 'latin1');
const DIRECTORY_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const DEFLATED = 8;

/** The bytes of one file in a zip archive (not zip64, not encrypted). Throws when the archive has no such file. */
export function readZipEntry(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf(END);
  if (end < 0) throw new Error('not a zip archive');
  const entries = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry++) {
    const nameBytes = archive.readUInt16LE(at + 28);
    const nameAt = at + DIRECTORY_HEADER_BYTES;
    if (archive.toString('utf8', nameAt, nameAt + nameBytes) === name) return readData(archive, at);
    at = nameAt + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the zip archive has no ${name}`);
}

/** Sizes stand in the directory; the local header may lack them, but its own name and extra field push the data on. */
function readData(archive: Buffer, directoryHeader: number): Buffer {
  const method = archive.readUInt16LE(directoryHeader + 10);
  const bytes = archive.readUInt32LE(directoryHeader + 20);
  const local = archive.readUInt32LE(directoryHeader + 42);
  const start =
    local + LOCAL_HEADER_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const data = archive.subarray(start, start + bytes);
  if (method !== DEFLATED) throw new Error(`zip compression method ${method} is not known here`);
  return inflateRawSync(data);
}
