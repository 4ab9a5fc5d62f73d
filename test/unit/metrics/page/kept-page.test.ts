import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateEnd, renderGzipTrailer } from '../../../../src/metrics/page/gzip.ts';
import { createKeptPage, type KeptPage } from '../../../../src/metrics/page/kept-page.ts';
import { createSlices } from '../../../../src/metrics/page/slices.ts';

const slices = createSlices(() => 0);

async function readGzip(page: KeptPage): Promise<Buffer> {
  const { parts, crc, plainBytes } = await page.deflated(slices);
  const begin = Buffer.concat(parts);
  return Buffer.concat([
    begin,
    deflateEnd(Buffer.alloc(0), begin.length),
    renderGzipTrailer(crc, plainBytes),
  ]);
}

describe('a kept page', () => {
  it('is its fragments joined, plain and compressed, after any changes', async () => {
    const change = fc.record({
      index: fc.nat(29),
      // From nothing to several segments.
      text: fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 50 }),
        fc
          .integer({ min: 0, max: 100_000 })
          .map((length) => 'webex_meetings{site="a"} 1\n'.repeat(length / 27)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ changes: fc.array(change, { maxLength: 4 }), scrapes: fc.constantFrom(1, 18) }),
          { minLength: 1, maxLength: 6 },
        ),
        async (rounds) => {
          const page = createKeptPage(30);
          const wanted = Array.from({ length: 30 }, () => '');
          for (const { changes, scrapes } of rounds) {
            for (const { index, text } of changes) {
              page.set(index, Buffer.from(text));
              wanted[index] = text;
            }
            const text = wanted.join('');
            // In some rounds so often that its pieces are laid together.
            for (let scrape = 0; scrape < scrapes; scrape++) {
              expect(String(Buffer.concat(await page.plain(slices))) === text).toBe(true);
              expect(String(gunzipSync(await readGzip(page))) === text).toBe(true);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the very bytes while nothing changes', async () => {
    const page = createKeptPage(2);
    page.set(0, Buffer.from('one\n'));
    const [plain, deflated] = [await page.plain(slices), await page.deflated(slices)];
    page.set(0, Buffer.from('one\n'));
    expect(await page.plain(slices)).toBe(plain);
    expect(await page.deflated(slices)).toBe(deflated);
    page.set(1, Buffer.from('two\n'));
    expect(await page.plain(slices)).not.toBe(plain);
  });

  it('lays neighbours together once they have stood through many scrapes, until one of them changes', async () => {
    const page = createKeptPage(300);
    const texts = Array.from({ length: 300 }, (_, index) => Buffer.alloc(40_000, `${index} `));
    for (const [index, text] of texts.entries()) page.set(index, text);
    const read = async () => {
      const plain = await page.plain(slices);
      const { parts } = await page.deflated(slices);
      expect(Buffer.concat(plain).equals(Buffer.concat(texts))).toBe(true);
      expect(gunzipSync(await readGzip(page)).equals(Buffer.concat(texts))).toBe(true);
      return { plain, parts };
    };
    // Each is a segment of its own: 128 are laid together, of compressed ones 8 parts of 16.
    const [apart, together] = [
      { plain: 300, parts: 19 },
      { plain: 3, parts: 3 },
    ];
    let wanted = apart;
    for (const changed of [200, 20]) {
      const first = await read();
      expect([first.plain.length, first.parts.length]).toEqual([wanted.plain, wanted.parts]);
      for (let scrape = 1; scrape < 16; scrape++)
        expect((await page.plain(slices)) === first.plain).toBe(true);
      // It was read twice as gzip each time.
      for (let scrape = 2; scrape < 16; scrape++) await page.deflated(slices);
      const standing = await read();
      expect([standing.plain.length, standing.parts.length]).toEqual([together.plain, together.parts]);
      const after = await read();
      expect(after.plain === standing.plain).toBe(true);
      expect(after.parts === standing.parts).toBe(true);
      const text = Buffer.alloc(40_000, `changed ${changed} `);
      texts[changed] = text;
      page.set(changed, text);
      // Where nothing changed they stay together.
      wanted = { plain: 130, parts: 10 };
    }
    const { plain } = await read();
    expect(plain.length).toBe(130);
    // Nor do changes elsewhere keep neighbours apart.
    for (let scrape = 0; scrape < 16; scrape++) {
      page.set(299, Buffer.alloc(40_000, `scrape ${scrape} `));
      await page.plain(slices);
    }
    expect(await page.plain(slices)).toHaveLength(2 + 44);
  });

  it('gives way while it lays pieces together, and goes on after a failure', async () => {
    const page = createKeptPage(300);
    for (let index = 0; index < 300; index++) page.set(index, Buffer.alloc(40_000, 'a'));
    for (let scrape = 0; scrape < 16; scrape++) await page.plain(slices);
    const failing = { isOver: () => true, giveWay: () => Promise.reject(new Error('no')) };
    await expect(page.plain(failing)).rejects.toThrow('no');
    let gaveWay = 0;
    const giveWay = (): Promise<void> => Promise.resolve(void gaveWay++);
    expect(await page.plain({ isOver: () => true, giveWay })).toHaveLength(3);
    expect(gaveWay).toBe(300);
  });

  it('keeps a change that comes while pieces are laid together', async () => {
    const page = createKeptPage(300);
    for (let index = 0; index < 300; index++) page.set(index, Buffer.alloc(40_000, 'a'));
    for (let scrape = 0; scrape < 16; scrape++) await page.plain(slices);
    const giveWay = (): Promise<void> => Promise.resolve(page.set(250, Buffer.from('changed')));
    const before = Buffer.concat(await page.plain({ isOver: () => true, giveWay }));
    expect(before).toHaveLength(300 * 40_000);
    expect(Buffer.concat(await page.plain(slices)).includes('changed')).toBe(true);
  });

  it('writes nothing for what has no text', async () => {
    const page = createKeptPage(300);
    expect(await page.plain(slices)).toEqual([]);
    page.set(200, Buffer.from('one\n'));
    expect(await page.plain(slices)).toEqual([Buffer.from('one\n')]);
  });

  it('takes back what was set and not read yet', async () => {
    const page = createKeptPage(1);
    page.set(0, Buffer.from('one\n'));
    await page.plain(slices);
    page.set(0, Buffer.from('two\n'));
    page.set(0, Buffer.from('one\n'));
    expect(String(Buffer.concat(await page.plain(slices)))).toBe('one\n');
  });

  it('hands on the very parts of which nothing changed', async () => {
    // Each is a segment of its own, the header is one besides, 16 are a part.
    const page = createKeptPage(40);
    for (let index = 0; index < 40; index++) page.set(index, Buffer.alloc(40_000, String(index)));
    const before = await page.deflated(slices);
    page.set(20, Buffer.alloc(40_000, 'x'));
    const after = await page.deflated(slices);
    expect(after.parts.map((part, index) => part === before.parts[index])).toEqual([true, false, true]);
  });

  it('compresses a piece again only where the end before it is another', async () => {
    const page = createKeptPage(2);
    const end = 'e'.repeat(40_000);
    page.set(0, Buffer.from(`a${end}`));
    page.set(1, Buffer.alloc(40_000, 'b'));
    await page.deflated(slices);
    let gaveWay = 0;
    const giveWay = (): Promise<void> => Promise.resolve(void gaveWay++);
    page.set(0, Buffer.from(`x${end}`));
    await page.plain(slices);
    await page.deflated({ isOver: () => true, giveWay });
    // And once for each piece that it was joined with, the header among them.
    expect(gaveWay - 3).toBe(1);
  });

  it('joins so many single lines and no more', async () => {
    const page = createKeptPage(640);
    for (let index = 0; index < 640; index++) page.set(index, Buffer.from(`line ${index}\n`));
    expect(await page.plain(slices)).toHaveLength(10);
  });

  it('compresses again what changed and what comes after it, whose dictionary that is, and nothing else', async () => {
    const page = createKeptPage(6);
    // Each is a segment of its own.
    const texts = Array.from('abcdef', (letter) => letter.repeat(40_000));
    for (const [index, text] of texts.entries()) page.set(index, Buffer.from(text));
    // It gives way after each segment that it compressed, and after each of seven pieces, the header among them, that are joined.
    let gaveWay = 0;
    const counting = { isOver: () => true, giveWay: () => Promise.resolve(void gaveWay++) };
    await page.plain(slices);
    await page.deflated(counting);
    expect(gaveWay - 7).toBe(6);
    gaveWay = 0;
    page.set(2, Buffer.alloc(40_000, 'x'));
    await page.plain(slices);
    await page.deflated(counting);
    expect(gaveWay - 7).toBe(2);
  });

  it('compresses in pieces nearly as well as at once', async () => {
    const page = createKeptPage(2000);
    let whole = '';
    for (let index = 0; index < 2000; index++) {
      let text = '';
      for (let line = 0; line < 40; line++) {
        text += `webex_meeting_participants_by_country{site="site-${index}.webex.com",country="Country ${line}"} ${(index * 7919 + line * 104_729) % 5000}\n`;
      }
      page.set(index, Buffer.from(text));
      whole += text;
    }
    const inPieces = (await readGzip(page)).length;
    expect(inPieces / gzipSync(whole, { level: 6 }).length).toBeLessThan(1.05);
  });
});
