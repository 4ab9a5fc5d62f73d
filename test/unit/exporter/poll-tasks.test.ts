import { describe, expect, it } from 'vitest';
import { toTarget } from '../../../src/collectors/meetings/targets.ts';
import { createTasks } from '../../../src/exporter/poll-tasks.ts';
import type { PollResult } from '../../../src/poll/poller.ts';
import type { Store } from '../../../src/snapshot/store.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { createWindow } from '../../../src/window.ts';
import { exporterFacts } from '../../support/exporter-facts.ts';
import { createFilledStore } from '../../support/targets.ts';
import { DAY_MS, HOUR_MS } from '../../support/time.ts';
import { createOrganisation } from '../poll/organisation.ts';

const FAILED: PollResult = {
  record: { outcome: 'timeout', attemptMs: 0, durationMs: 0, problem: 'late' },
  verdict: { outcome: 'timeout', message: 'late' },
};

/** One window's task, of which a poll ends as `meanwhile` lets it, and who is told of it. */
async function runTask(meanwhile: (store: Store) => void) {
  const { clock, account, stop } = createOrganisation();
  const settings = {
    pollIntervalMs: HOUR_MS,
    staleAfterMs: 2 * DAY_MS,
    maxLabelValues: 300,
    dataDelayDays: 1,
  };
  const target = toTarget({ account: 'default', site: 'acme.webex.com', window: createWindow(1) }, settings);
  const store = createFilledStore({
    now: clock.now,
    targets: [target],
    accounts: [],
    outcomes: OUTCOMES,
    exporter: exporterFacts(0),
  });
  const told: string[] = [];
  const [task] = createTasks([target], {
    account,
    store,
    poll: (_account, _target, { giveUpAfterMs }) => {
      told.push(`polled for ${giveUpAfterMs} ms`);
      meanwhile(store);
      return Promise.resolve(FAILED);
    },
    keeper: { touch: ({ site }) => told.push(`kept ${site}`) },
    journal: {
      write: ({ site }, { record }) => told.push(`wrote ${site} ${record.outcome}`),
    },
    nowMs: clock.now(),
  });
  await task?.run(stop.signal);
  return { told, store, key: target.key };
}

describe('the task of a window', () => {
  it('polls within its interval, keeps the result and writes it down', async () => {
    const { told, store, key } = await runTask(() => undefined);
    expect(told).toEqual(['polled for 3600000 ms', 'kept acme.webex.com', 'wrote acme.webex.com timeout']);
    expect(store.target(key)?.newestPoll).toEqual(FAILED.record);
  });

  it('that a reload has taken away meanwhile leaves what is kept on the disk, and the log, alone', async () => {
    const { told, store, key } = await runTask((present) => present.reconfigure([], []));
    expect(told).toEqual(['polled for 3600000 ms']);
    expect(store.target(key)).toBeUndefined();
  });
});
