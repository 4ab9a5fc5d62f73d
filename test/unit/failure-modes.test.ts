import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../src/webex/outcome.ts';
import { INSTRUMENTS } from '../../src/exporter/collectors.ts';

const SRC = new URL('../../src/', import.meta.url);
const PAGE = readFileSync(new URL('../../docs/failure-modes.md', import.meta.url), 'utf8');

describe('docs/failure-modes.md', () => {
  // The status page links to it.
  it.each(OUTCOMES)('has a row for the outcome %s, which is an anchor', (outcome) => {
    expect(PAGE).toMatch(new RegExp(`^\\| <a id="${outcome}"></a>\`${outcome}\` `, 'm'));
  });

  it('names only metrics that exist', () => {
    const known = new Set(INSTRUMENTS.map(({ name }) => name));
    const named = new Set(PAGE.match(/\bwebex_[a-z_]+\b/g));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(5);
  });

  it('quotes only log lines that the program writes', () => {
    const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(new URL(path, SRC), 'utf8'))
      .join('\n');
    const quoted = Array.from(PAGE.matchAll(/log: `([^`]+)`/g), ([, line]) => line ?? '');
    expect(quoted.length).toBeGreaterThan(4);
    expect(quoted.filter((line) => !sources.includes(line))).toEqual([]);
  });
});
