import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, readJson } from '../../src/json.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const list = (entries: number, entry = '0'): string => `[${Array(entries).fill(entry).join(',')}]`;
const record = (entries: number): string =>
  `{${Array.from({ length: entries }, (_, index) => `"${index}":0`).join(',')}}`;

describe('JSON', () => {
  it('within the bounds is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(readJson(text)).toEqual({ document: JSON.parse(text) as unknown });
      }),
    );
  });

  it('that is none is never a document, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('[]{}",:\\0a ')) }), (text) => {
        let document: unknown;
        try {
          document = JSON.parse(text);
        } catch {
          document = undefined;
        }
        expect(parseJson(text)).toEqual(document);
      }),
    );
  });

  it.each([
    ['32 levels', nested(32)],
    ['10,000 entries in a list', list(10_000)],
    ['10,000 entries in an object', record(10_000)],
    ['lists of 10,000 in a list', `[${list(10_000)},${list(10_000)}]`],
    [
      '10,000 countries, and roles besides',
      `[${list(10_000, '{"country":"x","totalParticipants":1}')},${record(10_000)}]`,
    ],
    ['brackets and commas in a text', JSON.stringify('[{,'.repeat(20_000))],
    ['quotes in a text', JSON.stringify('",'.repeat(20_000))],
  ])('of %s is read', (_, text) => {
    expect(readJson(text)).toHaveProperty('document');
  });

  it.each([
    ['33 levels', nested(33), 'deeper than 32'],
    ['levels without an end', '[{"a":'.repeat(100_000), 'deeper than 32'],
    ['10,001 entries in a list', list(10_001), 'more than 10000 entries'],
    ['10,001 entries in an object', record(10_001), 'more than 10000 entries'],
    ['10,001 entries far inside', `{"a":[[${list(10_001, '[]')}]]}`, 'more than 10000 entries'],
    ['many lists that are not too long', list(9, list(9000)), 'more than 60000 entries'],
    ['many objects of their own', list(9000, '{"a":[0,0,0,0,0,0]}'), 'more than 60000 entries'],
    ['a text without an end', '["'.concat('x'.repeat(1000)), 'not valid JSON'],
    ['a text that ends in an escape', '"\\', 'not valid JSON'],
  ])('of %s is not built', (_, text, words) => {
    const read = readJson(text);
    expect('fault' in read ? read.fault : 'read').toContain(words);
  });
});
