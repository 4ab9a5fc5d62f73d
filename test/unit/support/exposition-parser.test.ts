import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../support/exposition-parser.ts';

const GOOD = String.raw`# HELP a Says \\ and \n of a.
# TYPE a gauge
a{x="q\"b\\n\n",y="ü"} 1.5e+21
a 0

# a comment
# HELP h Of h.
# TYPE h histogram
h_count 3
h_sum 4.5
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 3
`;

describe('parseExposition', () => {
  it('reads families, values and escapes', () => {
    const page = parseExposition(GOOD);
    expect([...page.keys()]).toEqual(['a', 'h']);
    expect(page.get('a')).toEqual({
      name: 'a',
      help: 'Says \\ and \n of a.',
      type: 'gauge',
      samples: [
        { name: 'a', labels: { x: 'q"b\\n\n', y: 'ü' }, value: 1.5e21 },
        { name: 'a', labels: {}, value: 0 },
      ],
    });
    expect(page.get('h')?.samples).toHaveLength(4);
  });

  it('knows no line break but the line feed', () => {
    const [sample] = parseExposition(`${block('a')}a{x="\r\u2028\u0085"} 1\n`).get('a')?.samples ?? [];
    expect(sample?.labels).toEqual({ x: '\r\u2028\u0085' });
  });

  it.each([
    ['no line feed at the end', `${block('a')}a 1`],
    ['a sample without a family', 'a 1\n'],
    ['a sample of another family', `${block('a')}b 1\n`],
    ['a family without HELP', '# TYPE a gauge\na 1\n'],
    ['an unknown type', '# HELP a A.\n# TYPE a gorge\na 1\n'],
    ['HELP twice', `# HELP a A.\n${block('a')}a 1\n`],
    ['TYPE after a sample', `${block('a')}a 1\n# TYPE a gauge\n`],
    ['two blocks of a family', `${block('a')}a 1\n${block('b')}b 1\n${block('a')}a 2\n`],
    ['a series twice', `${block('a')}a{x="1",y="2"} 1\na{y="2",x="1"} 1\n`],
    ['a label twice', `${block('a')}a{x="1",x="2"} 1\n`],
    ['a bad label name', `${block('a')}a{x-y="1"} 1\n`],
    ['a label without quotes', `${block('a')}a{x=1} 1\n`],
    ['an open quote', `${block('a')}a{x="1} 1\n`],
    ['a bare quote in a label', `${block('a')}a{x="1"2"} 1\n`],
    ['a bare line feed in a label', `${block('a')}a{x="1\n2"} 1\n`],
    ['an unknown escape', String.raw`${block('a')}a{x="\t"} 1` + '\n'],
    ['a timestamp', `${block('a')}a 1 1700000000000\n`],
    ['no value', `${block('a')}a\n`],
    ['a word for a value', `${block('a')}a undefined\n`],
    ['a hexadecimal value', `${block('a')}a 0x10\n`],
    ['a histogram with falling counts', histogram('h_bucket{le="1"} 4\nh_bucket{le="+Inf"} 3\n')],
    ['a histogram without +Inf', histogram('h_bucket{le="1"} 3\n')],
    ['a histogram whose count differs', histogram('h_bucket{le="+Inf"} 2\n')],
    ['a histogram without a sum', histogram('h_bucket{le="+Inf"} 3\n').replace('h_sum 4\n', '')],
  ])('refuses %s', (_, text) => {
    expect(() => parseExposition(text)).toThrow(/./);
  });

  it('accepts the pages that those are made of', () => {
    expect(parseExposition(`${block('a')}a 1\n`).size).toBe(1);
    expect(parseExposition(block('a')).get('a')?.samples).toEqual([]);
    expect(parseExposition(histogram('h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 3\n')).size).toBe(1);
  });
});

function block(name: string): string {
  return `# HELP ${name} Of ${name}.\n# TYPE ${name} gauge\n`;
}

function histogram(buckets: string): string {
  return `# HELP h Of h.\n# TYPE h histogram\nh_count 3\nh_sum 4\n${buckets}`;
}
