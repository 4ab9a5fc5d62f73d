import { expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createDiscoveredSites } from '../../../src/exporter/discovered-sites.ts';
import { createLogger } from '../../../src/log.ts';
import { createFakeRuntime } from '../../support/runtime.ts';
import { HOUR_MS } from '../../support/time.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { NO_FILES } from '../../support/files.ts';

it('looks again soon after a first failure, and ever more seldom while nothing is found', async () => {
  const clock = createVirtualClock();
  const runtime = createFakeRuntime({ clock });
  const env = { WEBEX_DISCOVER: 'true', WEBEX_ACCESS_TOKEN: 'a-token-of-a-test' };
  const resolved = resolveConfig({ env, ...NO_FILES }, []);
  const [settings] = resolved?.config.accounts ?? [];
  if (settings === undefined) throw new Error('the configuration is bad');
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
