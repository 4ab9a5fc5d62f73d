import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const PAGE = readFileSync(new URL('SECURITY.md', ROOT), 'utf8');

it('SECURITY.md names only tests that are there', () => {
  const named = Array.from(PAGE.matchAll(/`(test\/[^`]+)`/g), ([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
});
