import { expect, it } from 'vitest';
import type { AccountConfig } from '../../../src/config/account.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import { createDiscoveredSites } from '../../../src/exporter/discovered-sites.ts';
import { createLogger } from '../../../src/log.ts';
import { shardOf } from '../../../src/shard.ts';
import type { Api } from '../../../src/webex/ask.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { HOUR_MS } from '../../support/time.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { NO_FILES } from '../../support/files.ts';

/** An account that looks for its sites, as one of some shards. */
function settingsOf(more: Readonly<Record<string, string>> = {}): AccountConfig {
  const env = { WEBEX_DISCOVER: 'true', WEBEX_ACCESS_TOKEN: 'a-token-of-a-test', ...more };
  const [settings] = resolveConfig({ env, ...NO_FILES }, [])?.config.accounts ?? [];
  if (settings === undefined) throw new Error('the configuration is bad');
  return settings;
}

/** Webex as a token without the scope for licences finds it. */
function createNarrowApi(siteUrls: readonly string[]) {
  const asked: string[] = [];
  const api: Api = {
    ask({ endpoint }) {
      asked.push(endpoint);
      return Promise.resolve(
        endpoint === 'live_monitoring'
          ? { document: { siteUrls }, link: undefined }
          : { failure: { outcome: 'forbidden', message: 'no scope' } },
      );
    },
  };
  return { api, asked };
}

it.each([1, 2, 5])('asks for live meetings in one of %i shards only', async (count) => {
  const settings = settingsOf();
  const looks = Array.from({ length: count }, async (_, index) => {
    const clock = createVirtualClock();
    const { log, entries } = createLogRecorder();
    const { api, asked } = createNarrowApi(['a.webex.com']);
    const discovered = createDiscoveredSites({
      runtime: createFakeRuntime({ clock }),
      shard: { index, count },
      log,
      onChange: () => Promise.resolve(),
    });
    const end = new AbortController();
    const running = discovered.createTask(settings, api).run(end.signal);
    await clock.advance(HOUR_MS);
    end.abort();
    await running.catch(() => undefined);
    return {
      isOwner: shardOf(settings.name, count) === index,
      asked,
      problems: entries.map(({ fields }) => fields['problem']),
    };
  });
  for (const { isOwner, asked, problems } of await Promise.all(looks)) {
    expect(asked.filter((endpoint) => endpoint === 'live_monitoring')).toHaveLength(isOwner ? 1 : 0);
    expect(asked).not.toContain('people');
    const isTold = String(problems[0]).includes('with the scope spark-admin:licenses_read every shard');
    expect(isTold).toBe(!isOwner);
  }
});

it('warns where more sites are found than can be asked about live meetings one by one', async () => {
  const warningsWith = async (count: number): Promise<string[]> => {
    const { log, entries } = createLogRecorder();
    const { api } = createNarrowApi(Array.from({ length: count }, (_, index) => `s${index}.webex.com`));
    const discovered = createDiscoveredSites({
      runtime: createFakeRuntime(),
      shard: { index: 0, count: 1 },
      log,
      onChange: () => Promise.resolve(),
    });
    await discovered.createTask(settingsOf({ WEBEX_LIVE: 'site' }), api).run(new AbortController().signal);
    return entries.filter(({ level }) => level === 'warn').map(({ message }) => message);
  };
  expect(await warningsWith(15)).toEqual([]);
  expect(await warningsWith(16)).toEqual([expect.stringContaining('set WEBEX_LIVE to account')]);
});

it('looks again soon after a first failure, and ever more seldom while nothing is found', async () => {
  const clock = createVirtualClock();
  const runtime = createFakeRuntime({ clock });
  const settings = settingsOf();
  const discovered = createDiscoveredSites({
    runtime,
    shard: { index: 0, count: 1 },
    log: createLogger({ level: 'error', format: 'logfmt', write: () => undefined, redact: (text) => text }),
    onChange: () => Promise.resolve(),
  });
  const looksMs: number[] = [];
  const api = {
    ask: () => {
      if (looksMs.at(-1) !== clock.now()) looksMs.push(clock.now());
      return Promise.resolve({ failure: { outcome: 'network' as const, message: 'refused' } });
    },
  };
  const end = new AbortController();
  const running = discovered.createTask(settings, api).run(end.signal);
  await clock.advance(HOUR_MS);
  end.abort();
  await expect(running).rejects.toThrow(/abort/i);

  const gapsMs = looksMs.slice(1).map((atMs, index) => atMs - (looksMs[index] ?? 0));
  expect(gapsMs.map((ms) => ms / 1000)).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
  expect(discovered.missing([settings])).toEqual(['sites of account default']);
});
