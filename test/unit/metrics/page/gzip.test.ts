import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflateEnd, deflatePiece } from '../../../../src/metrics/page/gzip.ts';

describe('the end of a compressed stream', () => {
  const before = 'webex_meetings{site="acme.webex.com",window="1d"} 12\n'.repeat(9);

  it.each([
    [0, 0],
    [1, 0],
    [7000, 1000],
    [7000, 349_999],
    [7000, 350_000],
    [7000, 10_000_000],
    [65_535, 10_000_000],
    [65_536, 10_000_000],
  ])('of %i bytes after %i is the text', (bytes, bytesBefore) => {
    const text = Buffer.from('process_cpu_seconds_total 1.25\n'.repeat(3000).slice(0, bytes));
    const end = deflateEnd(text, bytesBefore);
    const stream = Buffer.concat([deflatePiece(Buffer.from(before)), end]);
    expect(inflateRawSync(stream).toString()).toBe(before + text.toString());
    expect(end.length).toBeLessThan(Math.max(bytes / 10 + 10, bytesBefore / 40));
  });
});
