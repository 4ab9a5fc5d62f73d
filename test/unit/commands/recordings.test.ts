import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecordings, SALT_FILE } from '../../../src/commands/recordings.ts';
import type { Recording } from '../../../src/recording.ts';
import { FILES } from '../../support/files.ts';
import { createFolder } from '../../support/folder.ts';

const recording: Recording = {
  version: 1,
  at: '2026-11-26T09:00:00.000Z',
  endpoint: 'aggregates',
  method: 'GET',
  path: '/v1/analytics/meetingsMetrics/aggregates',
  query: { siteUrl: 'site-1f2e3d4c5b.webex.com' },
  status: 200,
  headers: {},
  answer: { metrics: {} },
};

function write(files: Readonly<Record<string, unknown>>): string {
  const folder = createFolder();
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

describe('a folder of recordings', () => {
  it('is its JSON files', async () => {
    expect(
      await readRecordings(write({ 'a.json': recording, [SALT_FILE]: 'secret', 'notes.txt': '' }), FILES),
    ).toEqual([recording]);
  });

  it('is refused with every file that is no recording', async () => {
    const folder = write({
      'a.json': recording,
      'b.json': '{',
      'c.json': { ...recording, version: 2 },
      'd.json': { ...recording, owner: 'x' },
    });
    await expect(readRecordings(folder, FILES)).rejects.toMatchObject({
      problems: ['b', 'c', 'd'].map(
        (name) => `--replay: ${join(folder, name)}.json is no recording of this version`,
      ),
    });
  });

  it('must be there and hold an answer about a site', async () => {
    await expect(readRecordings(write({}), FILES)).rejects.toThrow('holds no answer about a site');
    const nowhere = join(write({}), 'nowhere');
    await expect(readRecordings(nowhere, FILES)).rejects.toThrow(`--replay: there is no folder ${nowhere}`);
  });

  it('says which file is none', async () => {
    const folder = write({ 'a.json': recording });
    mkdirSync(join(folder, 'b.json'));
    await expect(readRecordings(folder, FILES)).rejects.toThrow(
      `--replay: ${join(folder, 'b.json')} is no regular file`,
    );
  });
});
