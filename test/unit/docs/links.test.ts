import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findBrokenLinks, readHeadings, type Page } from './links.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const FOLDERS = ['.github', 'docs', 'deploy', 'grafana'];

const pages: readonly Page[] = [
  ...readdirSync(root).map(String),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, String(path))),
  ),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('the pages', () => {
  it('link to files and headings that are there', () => {
    expect(pages.length).toBeGreaterThan(30);
    expect(findBrokenLinks(pages, (path) => existsSync(join(root, path)))).toEqual([]);
  });

  it.each(pages)('$path says nothing under the same heading twice', ({ text }) => {
    const trail: string[] = [];
    const headings = readHeadings(text).map(({ level, words }) => {
      trail.splice(level - 1, Infinity, words);
      return trail.join(' / ');
    });
    expect(headings).toEqual([...new Set(headings)]);
  });

  it('are all reached from the README', () => {
    const reached = new Set<string>();
    const queue = ['README.md'];
    for (const path of queue) {
      if (reached.has(path)) continue;
      reached.add(path);
      const page = pages.find((candidate) => candidate.path === path);
      for (const [, target = ''] of page?.text.matchAll(/\]\(([^)#\s]+\.md)[^)]*\)/g) ?? [])
        if (!/^\w+:/.test(target)) queue.push(relative(root, resolve(root, dirname(path), target)));
    }
    const unreached = pages
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('.github/') && !reached.has(path));
    expect(unreached).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('is a front page, not a manual', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });

  it('names the two commands that do all set-up', () => {
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm ci && npm test');
  });
});

describe('findBrokenLinks', () => {
  const there = (path: string): boolean => path === 'docs/a.md' || path === 'b.md';

  it.each([
    ['a file that is not there', 'see [x](missing.md)'],
    ['a heading that is not there', '# One\n\nsee [x](#two)'],
    ['a heading of another page', 'see [x](../b.md#nowhere)'],
    ['an image', '![x](images/none.png)'],
    ['a link by reference', '[x]: gone.md'],
  ])('finds %s', (_, text) => {
    const found = findBrokenLinks(
      [
        { path: 'docs/a.md', text },
        { path: 'b.md', text: '# Here' },
      ],
      there,
    );
    expect(found).toHaveLength(1);
  });

  it('is silent about what is there, code, and other sites', () => {
    const text =
      '## A `b` (c), d\n\n[x](../b.md#here) [y](#a-b-c-d) [z](https://example.com/x.md) `[q](no.md)`\n\n```\n[r](no.md)\n```\n';
    const found = findBrokenLinks(
      [
        { path: 'docs/a.md', text },
        { path: 'b.md', text: '# Here' },
      ],
      there,
    );
    expect(found).toEqual([]);
  });
});
