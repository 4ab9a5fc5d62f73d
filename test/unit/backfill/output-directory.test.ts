import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openOutputDirectory,
  type AnswerSettings,
  type OutputDirectory,
} from '../../../src/backfill/output-directory.ts';
import { createFolder } from '../../support/folder.ts';

const DAY = '2026-11-20';
const SETTINGS: AnswerSettings = { dataDelayDays: 1, maxLabelValues: 300 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = createFolder();
  path = join(folder, 'deep', 'out');
});

let held: OutputDirectory | undefined;
afterEach(async () => {
  await held?.release();
  held = undefined;
});

/** As a run does that begins when the one before has ended. */
async function open(changes: Partial<AnswerSettings> = {}, site = 'a.webex.com'): Promise<OutputDirectory> {
  await held?.release();
  held = undefined;
  held = await openOutputDirectory(path, new Map([[site, { ...SETTINGS, ...changes }]]));
  return held;
}

describe('the output directory', () => {
  it('is made for its owner only, with its parents', async () => {
    await open();
    expect((await readdir(path)).sort()).toEqual(['answers', 'backfill.json', 'backfill.lock']);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('may be there already, if it is empty', async () => {
    await mkdir(path, { recursive: true });
    await expect(open()).resolves.toMatchObject({ answersPath: join(path, 'answers') });
  });

  it('remembers what was written', async () => {
    const output = await open();
    await writeFile(output.dayPath(DAY), '# EOF\n');
    await output.recordWritten(DAY, 'digest');
    const reopened = await open();
    expect(reopened.isWritten(DAY, 'digest')).toBe(true);
    expect(reopened.isWritten(DAY, 'other')).toBe(false);
  });

  it('remembers of what blocks were made, and where, and deletes it', async () => {
    const output = await open();
    await writeFile(output.dayPath(DAY), '# EOF\n');
    await output.recordWritten(DAY, 'digest');
    expect(output.hasBlocks('/tsdb', DAY, 'digest')).toBe(false);
    await output.recordBlocks('/tsdb', DAY);
    const reopened = await open();
    expect(reopened.hasBlocks('/tsdb', DAY, 'digest')).toBe(true);
    expect(reopened.hasBlocks('/other', DAY, 'digest')).toBe(false);
    expect(reopened.hasBlocks('/tsdb', DAY, 'new digest')).toBe(false);
    expect(reopened.isWritten(DAY, 'digest')).toBe(false);
    expect(await readdir(path)).not.toContain(`${DAY}.om`);
  });

  it('forgets a day whose file was deleted', async () => {
    const output = await open();
    await writeFile(output.dayPath(DAY), '# EOF\n');
    await output.recordWritten(DAY, 'digest');
    await rm(output.dayPath(DAY));
    expect((await open()).isWritten(DAY, 'digest')).toBe(false);
  });

  it('serves one run at a time, and leaves no trace of the other', async () => {
    await open();
    const before = await readdir(path);
    await expect(openOutputDirectory(path, new Map())).rejects.toThrow(/is in use by another backfill/);
    expect(await readdir(path)).toEqual(before);
    await held?.release();
    await expect(openOutputDirectory(path, new Map())).resolves.toHaveProperty('release');
  });

  it('takes away what a killed run left unfinished', async () => {
    const output = await open();
    await writeFile(`${output.dayPath(DAY)}.tmp`, 'half');
    await writeFile(join(path, 'backfill.json.tmp'), '{');
    await open();
    expect((await readdir(path)).sort()).toEqual(['answers', 'backfill.json', 'backfill.lock']);
  });

  it('goes on where a run was killed before it had written anything', async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'backfill.json.tmp'), '{"ver');
    await open();
    expect((await readdir(path)).sort()).toEqual(['answers', 'backfill.json', 'backfill.lock']);
  });

  it('goes on where a run was killed before it had made its folder of answers', async () => {
    const { answersPath } = await open();
    await rm(answersPath, { recursive: true });
    await open();
    expect(await readdir(answersPath)).toEqual([]);
  });

  it.each(['notes.txt', 'precious.tmp', '.hidden', '2026-11-20.om.bak', '01ARZ3NDEKTSV4RRFFQ69G5FAV'])(
    'refuses to share with %s, and leaves it alone',
    async (name) => {
      for (const isBegun of [false, true]) {
        await rm(path, { recursive: true, force: true });
        if (isBegun) await open();
        else await mkdir(path, { recursive: true });
        await writeFile(join(path, name), 'mine');
        await expect(open()).rejects.toThrow(
          `--output-dir ${path} holds files that are not of a backfill (${name}); give an empty or a new directory`,
        );
        expect(await readFile(join(path, name), 'utf8')).toBe('mine');
      }
    },
  );

  it.each(['answers', '2026-11-20.om'])('refuses a directory that has %s and no record', async (name) => {
    await mkdir(join(path, name), { recursive: true });
    await expect(open()).rejects.toThrow(`(${name})`);
  });

  it.each([
    ['another delay', { dataDelayDays: 2 }],
    ['another limit', { maxLabelValues: 10 }],
  ])('refuses answers got with %s, and goes on with the former ones', async (_, changes) => {
    await open();
    await expect(open(changes)).rejects.toThrow(
      'was begun with WEBEX_DATA_DELAY=1d and WEBEX_MAX_LABEL_VALUES=300 for a.webex.com; use the same settings or another directory',
    );
    await open();
  });

  it('keeps settings by site: another account may have others', async () => {
    await open();
    await open({ dataDelayDays: 3 }, 'b.webex.com');
    await expect(open({ dataDelayDays: 1 }, 'b.webex.com')).rejects.toThrow('WEBEX_DATA_DELAY=3d');
  });

  it.each(['', '{', '[]', '{"version":2}'])('refuses a record that says %j', async (text) => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'backfill.json'), text);
    await expect(open()).rejects.toThrow('its backfill.json is not readable; give another directory');
  });

  it('says in a line why a directory cannot be used', async () => {
    await writeFile(join(folder, 'deep'), 'a file');
    await expect(open()).rejects.toThrow(/^--output-dir \S+ cannot be used: ENOTDIR: [^\n]+$/);
  });
});
