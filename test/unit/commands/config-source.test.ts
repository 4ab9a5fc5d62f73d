import { describe, expect, it } from 'vitest';
import { createConfigSource, readConfig } from '../../../src/commands/configuration.ts';
import { createReload, followChanges } from '../../../src/exporter/reload.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';

const CHECK_MS = 5000;
const TOKEN = 'a-token-of-the-tests';
const PLAIN = 'accounts: [{ name: a, sites: [a.webex.com], credentials: { access_token: "${TOKEN}" } }]';
const NAMES_A_FILE =
  'accounts: [{ name: a, sites: [a.webex.com], credentials: { access_token_file: token } }]';
const BAD = 'accounts: 1';

/** Follows `config.yaml` of a folder in memory; `onApply` happens while a configuration is taken over. */
async function follow(files: Map<string, string>, onApply: () => void = () => undefined) {
  const clock = createSteppedClock();
  const base = createFakeRuntime({ clock, env: { TOKEN } });
  const runtime = {
    ...base,
    files: {
      ...base.files,
      read: async (path: string): Promise<string> => {
        const text = files.get(path.split('/').at(-1) ?? '');
        if (text === undefined) throw new Error(`there is no file ${path}`);
        return text;
      },
    },
  };
  const flags = { file: 'config.yaml' };
  const first = await readConfig(runtime, flags);
  if (first.resolved === undefined) throw new Error(first.problems.join('\n'));
  const { config } = first.resolved;
  const source = createConfigSource(first, runtime, flags);
  const { log, entries } = createLogRecorder();
  const polling = {
    config: () => config,
    apply: async () => onApply(),
    recordReload: () => undefined,
  };
  const reload = createReload(source, polling, log);
  void followChanges(source, reload, runtime);
  await clock.whenAsleep();
  return {
    look: async () => clock.step(CHECK_MS),
    reload,
    reloads: () => entries.filter(({ message }) => message === 'configuration reloaded').length,
    faults: () => entries.filter(({ level }) => level === 'error').length,
  };
}

describe('a configuration that is followed', () => {
  it('is read again once for each change, and for none when nothing changed', async () => {
    const files = new Map([['config.yaml', PLAIN]]);
    const { look, reloads } = await follow(files);
    await look();
    expect(reloads()).toBe(0);
    files.set('config.yaml', `${PLAIN}\n`);
    await look();
    await look();
    expect(reloads()).toBe(1);
  });

  it('is reported once when it is bad, though it names other files than the one before', async () => {
    const files = new Map([
      ['config.yaml', NAMES_A_FILE],
      ['token', TOKEN],
    ]);
    const { look, reloads, faults } = await follow(files);
    files.set('config.yaml', BAD);
    await look();
    await look();
    expect(faults()).toBe(1);
    files.set('config.yaml', NAMES_A_FILE);
    await look();
    await look();
    expect(reloads()).toBe(1);
  });

  it('is read again when a file that it names for the first time comes or changes later', async () => {
    const files = new Map([['config.yaml', PLAIN]]);
    const { look, reloads, faults } = await follow(files);
    files.set('config.yaml', NAMES_A_FILE);
    await look();
    await look();
    expect(faults()).toBe(1);
    files.set('token', TOKEN);
    await look();
    await look();
    expect(reloads()).toBe(1);
  });

  it('is read again when a file that it names for the first time changes while it is taken over', async () => {
    const files = new Map([
      ['config.yaml', PLAIN],
      ['token', TOKEN],
    ]);
    const { look, reloads } = await follow(files, () => files.set('token', `${TOKEN}-of-later`));
    files.set('config.yaml', NAMES_A_FILE);
    await look();
    await look();
    expect(reloads()).toBe(2);
    await look();
    expect(reloads()).toBe(2);
  });

  it('is read again when it is what it was before a reload that was asked for', async () => {
    const files = new Map([
      ['config.yaml', NAMES_A_FILE],
      ['token', TOKEN],
    ]);
    const { look, reload, reloads } = await follow(files);
    files.set('config.yaml', PLAIN);
    expect(await reload()).toBeUndefined();
    files.set('config.yaml', NAMES_A_FILE);
    await look();
    expect(reloads()).toBe(2);
  });
});
