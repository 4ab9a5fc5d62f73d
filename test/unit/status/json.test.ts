import { describe, expect, it } from 'vitest';
import { toStatusJson } from '../../../src/status/json.ts';
import { readStatusQuery } from '../../../src/status/query.ts';
import {
  createAccount,
  createDailies,
  createFailing,
  createPolls,
  createPresent,
  createSite,
  createUnpolled,
  createView,
  createWindow,
  exampleNowMs,
} from '../../support/status-example.ts';

const ALL = readStatusQuery(() => undefined);

describe('the status as JSON', () => {
  it('says what the page says', () => {
    const window = createFailing('timeout', 'no answer', { recentPolls: createPolls('timeout', 1) });
    const budget = { requestsPerMinute: 60, left: 3, pausedUntilMs: exampleNowMs + 1000 };
    const view = createView([createSite('acme.webex.com', [window])], {
      accounts: [createAccount({ budget })],
      configuration: '{}',
    });
    expect(toStatusJson(view, ALL)).toEqual({
      now: '2026-11-23T19:30:05.000Z',
      started: '2026-11-21T15:30:05.000Z',
      build: { version: '1.2.3', revision: '0fed8a5', node_version: 'v24.21.0' },
      shard: { index: 0, count: 1 },
      reload: { successful: true, last_success: '2026-11-21T15:30:05.000Z' },
      totals: {
        sites: 1,
        windows: 1,
        failing_sites: 1,
        waiting_sites: 0,
        pending_sites: 0,
        windows_without_figures: 0,
        next_poll: '2026-11-23T20:18:05.000Z',
        newest_day: null,
      },
      sites: [
        {
          site: 'acme.webex.com',
          account: 'default',
          is_failing: true,
          newest_day: null,
          dailies: [],
          present: [],
          windows: [
            {
              window: '7d',
              first_day: '2026-11-16',
              last_day: '2026-11-22',
              figures_arrived: '2026-11-23T15:30:05.000Z',
              last_attempt: '2026-11-23T19:18:05.000Z',
              outcome: 'timeout',
              pending: false,
              problem: {
                message: 'no answer',
                advice: 'no answer in time; check the network and proxies, or raise WEBEX_POLL_TIMEOUT',
                since: '2026-11-23T16:30:05.000Z',
                tracking_id: 'ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5',
              },
              next_poll: '2026-11-23T20:18:05.000Z',
              recent_polls: [
                { outcome: 'timeout', attempt: '2026-11-23T18:30:05.000Z', duration_seconds: 0.8 },
              ],
            },
          ],
        },
      ],
      accounts: [
        {
          account: 'default',
          budget: { requests_per_minute: 60, left: 3, paused_until: '2026-11-23T19:30:06.000Z' },
          throttled_seconds: 95,
          requests: 4211,
          failed_requests: 17,
          token_refused: false,
          present: [],
          access_token_expiry: '2026-12-04T19:30:05.000Z',
          refresh_token_expiry: '2027-02-02T19:30:05.000Z',
        },
      ],
      foreign_sites: [],
      configuration: '{}',
    });
  });

  it('says null of what is not known', () => {
    const accounts = [createAccount({ budget: undefined, accessTokenExpiryMs: undefined })];
    const answer = toStatusJson(
      createView([createSite('new.webex.com', [createUnpolled()])], { accounts }),
      ALL,
    );
    expect(answer).toMatchObject({
      sites: [
        {
          is_failing: false,
          windows: [
            {
              first_day: null,
              last_day: null,
              figures_arrived: null,
              last_attempt: null,
              outcome: null,
              problem: null,
            },
          ],
        },
      ],
      accounts: [{ budget: null, access_token_expiry: null }],
    });
  });

  it('counts all sites and lists those asked for', () => {
    const view = createView([
      createSite('a.webex.com', [createUnpolled()]),
      createSite('b.webex.com', [createFailing('network')]),
    ]);
    expect(toStatusJson(view, { ...ALL, outcome: 'network' })).toMatchObject({
      totals: { sites: 2, failing_sites: 1, waiting_sites: 1 },
      sites: [{ site: 'b.webex.com' }],
    });
  });

  it('says of a window that waits for Webex that it does not fail', () => {
    const pending = createFailing('no_data', 'none yet', { isPending: true });
    expect(toStatusJson(createView([createSite('a.webex.com', [pending])]), ALL)).toMatchObject({
      totals: { failing_sites: 0, pending_sites: 1 },
      sites: [{ is_failing: false, windows: [{ outcome: 'no_data', pending: true, problem: null }] }],
    });
  });

  it('has the newest day, its change and the days before it, of each site and of all', () => {
    const dailies = createDailies(1000, 22);
    const view = createView([
      createSite('a.webex.com', [createWindow({ window: '1d', dailies })]),
      createSite('b.webex.com', [createWindow()]),
    ]);
    const day = { counts: 'meetings', day: '2026-11-22', value: 103, usual: 101 };
    expect(dailies.filter((_, place) => place % 7 === 0).map(({ value }) => value)).toEqual([
      100, 101, 102, 103,
    ]);
    const change: unknown = expect.closeTo(103 / 101 - 1, 10);
    expect(toStatusJson(view, ALL)).toMatchObject({
      totals: { newest_day: { ...day, change, sites: 1 } },
      sites: [
        {
          site: 'a.webex.com',
          newest_day: { ...day, change },
          dailies: { length: 22, 0: { day: '2026-11-01', value: 100 } },
        },
        { site: 'b.webex.com', newest_day: null, dailies: [] },
      ],
    });
  });

  it('has what is true at present, of a site and of an account', () => {
    const refused = createPresent(undefined, { freshMs: undefined, outcome: 'unauthorized' });
    const view = createView([createSite('a.webex.com', [createWindow()], 'default', [createPresent(12)])], {
      accountTargets: [refused],
    });
    expect(toStatusJson(view, ALL)).toMatchObject({
      sites: [
        {
          present: [
            {
              counts: 'live meetings',
              value: 12,
              figures_arrived: '2026-11-23T19:18:05.000Z',
              outcome: 'success',
            },
          ],
        },
      ],
      accounts: [
        {
          present: [{ counts: 'live meetings', value: null, figures_arrived: null, outcome: 'unauthorized' }],
        },
      ],
    });
  });
});
