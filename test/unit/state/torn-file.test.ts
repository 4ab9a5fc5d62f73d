import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor, Secret } from '../../../src/secret.ts';
import { Points } from '../../../src/points.ts';
import { createRandom } from '../../../src/simulator/world/random.ts';
import type { KeptState } from '../../../src/snapshot/snapshot.ts';
import { removeUnfinished } from '../../../src/state/atomic-file.ts';
import type { RecordFile } from '../../../src/state/record-file.ts';
import { createTargetFile, type KeptTarget } from '../../../src/state/target-file.ts';
import { createTokenFile } from '../../../src/state/token-file.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';
import { createFolder } from '../../support/folder.ts';
import { FILES } from '../../support/files.ts';

const CONFIGURED = new Secret('the-configured-one');

const STATE: Partial<KeptState> = {
  summary: {
    figures: { totalMeetings: 123, totalMeetingMinutes: 4.5, totalUniqueHosts: 0 },
    breakdowns: {
      joinMethods: new Points([['webApp']], [12]),
      roles: new Points([['host'], ['quote " and \u2028 line']], [1, 2]),
      countries: new Points([['Côte d’Ivoire', 'CI']], [7]),
    },
    startMs: Date.UTC(2026, 10, 16),
    endMs: Date.UTC(2026, 10, 23),
    folded: { join_method: 0, role: 0, country: 3 },
  },
  lastSuccessMs: Date.UTC(2026, 10, 23, 15),
  lastChangeMs: Date.UTC(2026, 10, 23, 9),
  newestPoll: { outcome: 'success', attemptMs: Date.UTC(2026, 10, 23, 15), durationMs: 321 },
  nextPollMs: Date.UTC(2026, 10, 23, 16),
};

const RECORD: readonly KeptTarget[] = [
  { collector: 'meetings', window: '7d', state: STATE },
  { collector: 'present', state: { nextPollMs: Date.UTC(2026, 10, 23, 17) } },
];

/** The same week as exporters before 0.2.0 kept it. */
const OLD_RECORD = {
  '7d': {
    summary: {
      figures: { totalMeetings: 123, totalMeetingMinutes: 4.5, totalUniqueHosts: 0 },
      joinMethods: [['webApp', 12]],
      roles: [
        ['host', 1],
        ['quote " and \u2028 line', 2],
      ],
      countries: [{ country: 'Côte d’Ivoire', code: 'CI', participants: 7 }],
      startMs: Date.UTC(2026, 10, 16),
      endMs: Date.UTC(2026, 10, 23),
      folded: { join_method: 0, role: 0, country: 3 },
    },
    lastSuccessMs: STATE.lastSuccessMs,
    newestPoll: STATE.newestPoll,
    nextPollMs: STATE.nextPollMs,
  },
};

describe('a site file', () => {
  it('gives back what was written', async () => {
    const { file } = createSite();
    expect(await file.read()).toBeUndefined();
    await file.write(RECORD);
    expect(await file.read()).toEqual(RECORD);
  });

  it('of the version before is read: an upgrade loses neither figures nor schedule', async () => {
    const { file, path, entries } = createSite();
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify({ version: 1, value: OLD_RECORD }));
    // When the figures last changed was not kept; it was not after they last came.
    const state = { ...STATE, lastChangeMs: STATE.lastSuccessMs };
    expect(await file.read()).toEqual([{ collector: 'meetings', window: '7d', state }]);
    expect(entries).toEqual([]);
  });

  it('torn at any byte is set aside with a line, and can be written anew', async () => {
    const { file, path, entries } = createSite();
    await file.write(RECORD);
    const whole = readFileSync(path);
    for (let bytes = 0; bytes < whole.length; bytes += 1) {
      writeFileSync(path, whole.subarray(0, bytes));
      expect(await file.read(), `${bytes} bytes`).toBeUndefined();
    }
    expect(entries).toHaveLength(whole.length);
    expect(new Set(entries.map(describeEntry))).toEqual(new Set([setAside(path, 'it is torn or not ours')]));
    // Nothing is left under its name.
    expect(await file.read()).toBeUndefined();
    expect(entries).toHaveLength(whole.length);
    await file.write(RECORD);
    expect(await file.read()).toEqual(RECORD);
  });

  it('torn in its middle, as a disk does that lost a block, is never taken for a good one', async () => {
    const { file, path } = createSite();
    await file.write(RECORD);
    const whole = readFileSync(path);
    for (let start = 0; start < whole.length; start += 5) {
      writeFileSync(path, Buffer.from(whole).fill(0, start, Math.min(start + 512, whole.length)));
      expect(await file.read(), `zeros from ${start}`).toBeUndefined();
    }
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another program’s', '{"hello":"world"}'],
    ['no JSON', '<html></html>'],
    ['binary', Buffer.from([0, 0xff, 0xfe, 0x80, 0xc3])],
    ['far too deep', '['.repeat(200_000)],
    ['no value', '{"version":1}'],
    ['a version that is no number', '{"version":"1","value":{}}'],
    ['a version too large for one', '{"version":1e999,"value":{}}'],
  ])('that holds %s is set aside', async (_, content) => {
    const { file, path, entries } = createSite();
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    expect(await file.read()).toBeUndefined();
    expect(entries.map(describeEntry)).toEqual([setAside(path, 'it is torn or not ours')]);
    expect(readFileSync(`${path}.unusable`)).toEqual(Buffer.from(content));
  });

  it.each<[string, object, string]>([
    ['of version 0', { version: 0, value: RECORD }, 'it is of version 0, which this exporter does not read'],
    ...[-1, 1e300, 8.64e15, Date.UTC(1999, 11, 31), Date.UTC(2200, 0, 2)].map(
      (instant): [string, object, string] => [
        `with ${instant} for an instant`,
        { version: 2, value: [{ collector: 'meetings', window: '7d', state: { nextPollMs: instant } }] },
        'its content is not what this exporter writes',
      ],
    ),
    ['with a negative figure', withFigure(-1), 'its content is not what this exporter writes'],
    ['with a text for a figure', withFigure('12'), 'its content is not what this exporter writes'],
    [
      'with no figures',
      { version: 2, value: [{ collector: 'meetings', window: '7d', state: { summary: {} } }] },
      'its content is not what this exporter writes',
    ],
  ])('%s is set aside and says so', async (_, content, reason) => {
    const { file, path, entries } = createSite();
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    expect(await file.read()).toBeUndefined();
    expect(entries.map(describeEntry)).toEqual([setAside(path, reason)]);
  });

  it('of a newer version is left alone, and is not written over', async () => {
    const { file, path, entries } = createSite();
    mkdirSync(join(path, '..'), { recursive: true });
    const content = JSON.stringify({ version: 3, value: { figures: 'of the future' } });
    writeFileSync(path, content);
    expect(await file.read()).toBeUndefined();
    expect(entries).toHaveLength(1);
    expect(entries[0]?.message).toContain('is of a newer version and is left alone');
    await file.write(RECORD);
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(join(path, '..'))).toEqual(['acme.webex.com.json']);
  });

  it('that is a directory is done without', async () => {
    const { file, path, entries } = createSite();
    mkdirSync(path, { recursive: true });
    expect(await file.read()).toBeUndefined();
    expect(entries[0]?.message).toBe('a state file cannot be read; going on without it');
  });

  it('with bytes changed at random is set aside or read, where a changed digit may pass for a figure', async () => {
    const { file, path, entries } = createSite();
    await file.write(RECORD);
    const whole = readFileSync(path);
    const random = createRandom(3);
    const used: unknown[] = [];
    const contents: unknown[] = [];
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 3; change += 1)
        bytes[Math.floor(random.unit() * bytes.length)] = Math.floor(random.unit() * 256);
      writeFileSync(path, bytes);
      const record = await file.read();
      if (record === undefined) continue;
      used.push(JSON.parse(JSON.stringify({ version: 2, value: record })));
      contents.push(JSON.parse(bytes.toString()));
    }
    // Nothing is made up: all that is read stands in the file.
    expect(contents).toMatchObject(used);
    expect(used.length).toBeGreaterThan(0);
    expect(used.length).toBeLessThan(100);
    expect(entries).toHaveLength(300 - used.length);
  });

  it('whose writing was broken off leaves the former one', async () => {
    const { file, path } = createSite();
    await file.write(RECORD);
    const half = readFileSync(path).subarray(0, 40);
    for (const name of [`${path}.tmp`, `${path}.${randomUUID()}.tmp`])
      writeFileSync(name, half, { mode: 0o666 });
    expect(await file.read()).toEqual(RECORD);
    await file.write([]);
    expect(await file.read()).toEqual([]);
    const { mtimeMs } = statSync(`${path}.tmp`);
    await removeUnfinished(join(path, '..'), mtimeMs + 59 * 60_000);
    expect(readdirSync(join(path, '..'))).toHaveLength(3);
    await removeUnfinished(join(path, '..'), mtimeMs + 61 * 60_000);
    expect(readdirSync(join(path, '..'))).toEqual(['acme.webex.com.json']);
  });

  it('is not taken for broken off where it is a link, a folder or of another name', async () => {
    const folder = createFolder();
    const others = ['notes.tmp', 'a.json.old.tmp', 'link.json.tmp', 'folder.json.tmp'];
    for (const name of others.slice(0, 2)) writeFileSync(join(folder, name), '');
    symlinkSync('notes.tmp', join(folder, 'link.json.tmp'));
    mkdirSync(join(folder, 'folder.json.tmp'));
    await removeUnfinished(folder, Infinity);
    expect(readdirSync(folder).sort()).toEqual(others.toSorted());
  });
});

describe('a token file', () => {
  it('torn at any byte is set aside without a word of what is in it', async () => {
    const directory = createFolder();
    const { log, entries } = createLogRecorder();
    const file = createTokenFile({
      account: 'default',
      directory,
      redactor: createRedactor(),
      files: FILES,
      log,
    });
    const tokens = {
      refreshToken: new Secret('refresh-secret'),
      accessToken: new Secret('access-secret'),
      obtainedMs: Date.UTC(2026, 10, 23),
      accessExpiryMs: Date.UTC(2026, 11, 7),
      refreshExpiryMs: Date.UTC(2027, 1, 21),
    };
    await file.write(tokens, CONFIGURED);
    const path = join(directory, 'tokens', 'default.json');
    const whole = readFileSync(path);
    const kept = await file.read(CONFIGURED);
    expect(kept?.refreshToken.reveal()).toBe('refresh-secret');
    expect(kept?.accessToken?.reveal()).toBe('access-secret');
    for (let bytes = 0; bytes < whole.length; bytes += 1) {
      writeFileSync(path, whole.subarray(0, bytes));
      expect(await file.read(CONFIGURED), `${bytes} bytes`).toBeUndefined();
    }
    expect(entries).toHaveLength(whole.length);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it('of another configured token is not used, and stays', async () => {
    const directory = createFolder();
    const { log, entries } = createLogRecorder();
    const file = createTokenFile({
      account: 'default',
      directory,
      redactor: createRedactor(),
      files: FILES,
      log,
    });
    await file.write({ refreshToken: new Secret('refresh-secret') }, CONFIGURED);
    expect(await file.read(new Secret('another-one'))).toBeUndefined();
    expect((await file.read(CONFIGURED))?.refreshToken.reveal()).toBe('refresh-secret');
    expect(entries).toEqual([]);
    const text = readFileSync(join(directory, 'tokens', 'default.json'), 'utf8');
    expect(text).not.toContain(CONFIGURED.reveal());
  });
});

function createSite(): { file: RecordFile<readonly KeptTarget[]>; path: string; entries: LogEntry[] } {
  const directory = createFolder();
  const { log, entries } = createLogRecorder();
  const file = createTargetFile(
    { account: 'default', site: 'acme.webex.com' },
    { directory, files: FILES, log },
  );
  return { file, path: join(directory, 'sites', 'acme.webex.com.json'), entries };
}

function withFigure(value: unknown): object {
  const summary = { ...STATE.summary, figures: { totalMeetings: value } };
  return { version: 2, value: [{ collector: 'meetings', window: '7d', state: { summary } }] };
}

function describeEntry({ level, message, fields }: LogEntry): string {
  return JSON.stringify([level, message, fields]);
}

function setAside(path: string, reason: string): string {
  const message = 'a state file cannot be used and is set aside; going on without it';
  return JSON.stringify(['warn', message, { file: path, kept_as: `${path}.unusable`, reason }]);
}
