import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readImports } from '../../support/architecture.ts';

const simulator = fileURLToPath(new URL('../../../src/simulator', import.meta.url));

/** What each room may see beside itself; files that stand in no room are `shared` or the composition of all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  world: ['shared'],
  faults: ['shared', 'world'],
  endpoints: ['shared', 'world', 'faults'],
  shared: ['world'],
};
const SHARED = new Set(['answers.ts', 'fields.ts']);

function roomOf(path: string): string {
  const [room = ''] = path.split('/');
  if (!room.endsWith('.ts')) return room;
  return SHARED.has(room) ? 'shared' : 'composition';
}

function listArrows(): { from: string; to: string }[] {
  return readdirSync(simulator, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => readImports(path, readFileSync(join(simulator, path), 'utf8')))
    .filter(({ to }) => !to.startsWith('..'));
}

describe('the rooms of the simulator', () => {
  it('see each other one way, types included', () => {
    const arrows = listArrows();
    expect(arrows.length).toBeGreaterThan(80);
    const wrong = arrows.filter(({ from, to }) => {
      const [importer, imported] = [roomOf(from), roomOf(to)];
      return importer !== 'composition' && importer !== imported && !MAY_IMPORT[importer]?.includes(imported);
    });
    expect(wrong).toEqual([]);
  });
});
