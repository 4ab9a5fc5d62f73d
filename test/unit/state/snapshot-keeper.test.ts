import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSnapshotKeeper, type SnapshotKeeper } from '../../../src/state/snapshot-keeper.ts';
import type { FileKey, KeptTarget } from '../../../src/state/target-file.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const A = { account: 'default', site: 'a.webex.com' };
const B = { account: 'default', site: 'b.webex.com' };
const WHOLE = { account: 'default' };

const START_MS = Date.UTC(2026, 10, 23);

function kept(nextPollMs: number): KeptTarget[] {
  return [{ collector: 'meetings', window: '1d', state: { nextPollMs: START_MS + nextPollMs } }];
}

describe('a site that changed', () => {
  it('is on the disk after a flush, in its newest state, and can be loaded', async () => {
    const { keeper, state } = createKeeper();
    expect(await keeper.load(A)).toBeUndefined();
    keeper.touch(A);
    state.nextPollMs = 2;
    keeper.touch(A);
    await keeper.flush();
    expect(await keeper.load(A)).toEqual(kept(2));
    expect(await keeper.load(B)).toBeUndefined();
  });

  it('need not be a site: an account as a whole has a file of its own', async () => {
    const { keeper, directory } = createKeeper();
    keeper.touch(WHOLE);
    await keeper.flush();
    expect(await keeper.load(WHOLE)).toEqual(kept(0));
    expect(readdirSync(directory, { recursive: true })).toContain(join('accounts', 'default.json'));
    expect(await keeper.load(A)).toBeUndefined();
  });

  it('is written soon without a flush', async () => {
    const { keeper, state, settled } = createKeeper();
    state.nextPollMs = 3;
    keeper.touch(A);
    await settled(() => keeper.load(A));
    expect(await keeper.load(A)).toEqual(kept(3));
  });

  it('while its file is written is written once more, never twice at a time', async () => {
    const { keeper, state, reads } = createKeeper();
    keeper.touch(A);
    for (let round = 1; round <= 50; round += 1) {
      state.nextPollMs = round;
      keeper.touch(A);
      keeper.touch(B);
    }
    await keeper.flush();
    expect(await keeper.load(A)).toEqual(kept(50));
    expect(reads.filter((key) => key === A).length).toBeLessThanOrEqual(3);
  });
});

describe('a disk that cannot be written', () => {
  it('is told once, and once when it can be again; what it missed is written then', async () => {
    const { keeper, state, entries, directory } = createKeeper();
    writeFileSync(directory, 'in the way');
    for (const site of [A, B, A]) {
      keeper.touch(site);
      await keeper.flush();
    }
    expect(entries.map(({ level }) => level)).toEqual(['error']);
    expect(entries[0]).toMatchObject({
      message: 'state cannot be saved; figures are kept in memory only, a restart will ask Webex again',
      fields: { directory, account: 'default', site: A.site },
    });
    rmSync(directory);
    state.nextPollMs = 7;
    keeper.touch(B);
    await keeper.flush();
    expect(entries.map(({ level }) => level)).toEqual(['error', 'info']);
    expect(await keeper.load(A)).toEqual(kept(7));
    expect(await keeper.load(B)).toEqual(kept(7));
  });

  it('and is mended before the end of the program loses nothing', async () => {
    const { keeper, state, directory, entries } = createKeeper();
    writeFileSync(directory, 'in the way');
    state.nextPollMs = 9;
    keeper.touch(A);
    await keeper.flush();
    rmSync(directory);
    await keeper.flush();
    expect(await keeper.load(A)).toEqual(kept(9));
    expect(entries.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it('for one site only is told once, and the others are kept', async () => {
    const { keeper, state, directory, entries } = createKeeper();
    keeper.touch(A);
    keeper.touch(B);
    await keeper.flush();
    rmSync(join(directory, 'sites', `${A.site}.json`));
    // No file can take the place of a directory.
    mkdirSync(join(directory, 'sites', `${A.site}.json`));
    for (let round = 1; round <= 3; round += 1) {
      state.nextPollMs = round;
      keeper.touch(A);
      keeper.touch(B);
      await keeper.flush();
    }
    expect(entries.map(({ level, fields }) => [level, fields['site']])).toEqual([['error', A.site]]);
    expect(readFileSync(join(directory, 'sites', `${B.site}.json`), 'utf8')).toContain(
      `"nextPollMs":${START_MS + 3}`,
    );
  });
});

interface Setup {
  readonly keeper: SnapshotKeeper;
  readonly state: { nextPollMs: number };
  readonly entries: readonly LogEntry[];
  readonly directory: string;
  /** What state was asked for, in order. */
  readonly reads: readonly FileKey[];
  readonly settled: (read: () => Promise<unknown>) => Promise<void>;
}

function createKeeper(): Setup {
  const directory = join(createFolder(), 'state');
  const { log, entries } = createLogRecorder();
  const state = { nextPollMs: 0 };
  const reads: FileKey[] = [];
  const keeper = createSnapshotKeeper({ directory, files: FILES, log }, (key) => {
    reads.push(key);
    return kept(state.nextPollMs);
  });
  const settled = async (read: () => Promise<unknown>): Promise<void> => {
    while ((await read()) === undefined) await Promise.resolve();
  };
  return { keeper, state, entries, directory, reads, settled };
}
