import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createKeptState } from '../../../src/exporter/kept-state.ts';
import type { Target } from '../../../src/poll/target.ts';
import type { Store } from '../../../src/snapshot/store.ts';
import type { TargetKey } from '../../../src/snapshot/target-key.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { FILES } from '../../support/files.ts';
import { createFolder } from '../../support/folder.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createFilledStore, storedTarget, windowKey } from '../../support/targets.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 15);

/** Two windows of a site, one of another, and what is live of two accounts as a whole. */
const KEYS: readonly TargetKey[] = [
  windowKey('a.webex.com', '1d'),
  windowKey('a.webex.com', '7d'),
  windowKey('b.webex.com', '1d'),
  { collector: 'live', account: 'default' },
  { collector: 'live', account: 'second' },
];

function createEmptyStore(): Store {
  return createFilledStore({
    now: () => NOW_MS,
    targets: KEYS.map((key) => storedTarget(key)),
    accounts: [],
    outcomes: OUTCOMES,
    exporter: {
      version: '',
      revision: '',
      nodeVersion: '',
      shard: 0,
      shards: 1,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: NOW_MS,
    },
  });
}

it('gives each target what was kept of it, whichever others share its file or its account', async () => {
  const { log, entries } = createLogRecorder();
  const options = { directory: createFolder(), files: FILES, log };
  const before = createEmptyStore();
  const keeping = createKeptState(options, before, String);
  for (const [index, key] of KEYS.entries()) {
    before.recordPoll(key, { outcome: 'timeout', attemptMs: NOW_MS - index, durationMs: index });
    keeping.touch(key);
  }
  await keeping.flush();
  expect(readdirSync(options.directory, { recursive: true }).map(String).sort()).toEqual([
    'accounts',
    'accounts/default.json',
    'accounts/second.json',
    'sites',
    'sites/a.webex.com.json',
    'sites/b.webex.com.json',
  ]);

  const after = createEmptyStore();
  // oxlint-disable-next-line no-unsafe-type-assertion -- nothing else of a target is asked for
  const targets = KEYS.map((key) => ({ key }) as Target);
  await createKeptState(options, after, String).restore(targets);
  const durations = KEYS.map((key) => after.target(key)?.newestPoll?.durationMs);
  expect(durations).toEqual([0, 1, 2, 3, 4]);
  expect(entries.filter(({ level }) => level !== 'info')).toEqual([]);
});
