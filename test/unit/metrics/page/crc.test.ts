import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCrcs, toShift } from '../../../../src/metrics/page/crc.ts';
import { crcOf } from '../../../../src/metrics/page/gzip.ts';

describe('joined checksums', () => {
  it('are that of the joined texts', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        const [first, second] = [Buffer.from(before), Buffer.from(after)];
        const joined = joinCrcs(crcOf(first), crcOf(second), toShift(second.length));
        expect(joined).toBe(crcOf(Buffer.concat([first, second])));
      }),
    );
  });

  it.each([1, 32_768, 11_869_730, 2 ** 26 + 7])('are so for a second text of %d bytes', (length) => {
    const [first, second] = [Buffer.from('webex'), Buffer.alloc(length, 'meetings')];
    expect(joinCrcs(crc32(first), crc32(second), toShift(length))).toBe(crc32(second, crc32(first)));
  });
});
