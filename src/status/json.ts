import { filterSites, searchSites, sortSites, type StatusQuery } from './query.ts';
import type { AccountSnapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import {
  countRequests,
  daysOf,
  freshMsOf,
  isFailing,
  isTokenRefused,
  summariseSites,
  toProblem,
  toSites,
  type SiteStatus,
} from './state.ts';
import type { Advise, StatusView } from './view.ts';

/**
 * What `/api/v1/status` answers, for `JSON.stringify`: the page's content for machines. Instants are RFC 3339 in UTC,
 * days are YYYY-MM-DD, what is not known is null. `totals` counts all sites, `sites` holds those asked for.
 */
export function toStatusJson(view: StatusView, { q, outcome, sort }: StatusQuery): object {
  const { snapshot, foreignSites, nowMs, startMs, advise } = view;
  const { version, revision, nodeVersion, shard, shards, lastReloadSuccessful, lastReloadSuccessMs } =
    snapshot.exporter;
  const sites = toSites(snapshot);
  const {
    siteCount,
    windowCount,
    failingSites,
    waitingSites,
    pendingSites,
    windowsWithoutFigures,
    nextPollMs,
  } = summariseSites(sites);
  const shown = sortSites(filterSites(searchSites(sites, q), outcome), sort);
  return {
    now: toInstant(nowMs),
    started: toInstant(startMs),
    build: { version, revision, node_version: nodeVersion },
    shard: { index: shard, count: shards },
    reload: { successful: lastReloadSuccessful, last_success: toInstant(lastReloadSuccessMs) },
    totals: {
      sites: siteCount,
      windows: windowCount,
      failing_sites: failingSites,
      waiting_sites: waitingSites,
      pending_sites: pendingSites,
      windows_without_figures: windowsWithoutFigures,
      next_poll: toInstant(nextPollMs),
    },
    sites: shown.map((site) => toSite(site, advise)),
    accounts: snapshot.accounts.map((account) =>
      toAccount(account, isTokenRefused(account, snapshot), nowMs),
    ),
    foreign_sites: foreignSites.map(({ site, shard: owner }) => ({ site, shard: owner })),
    configuration: view.configuration,
  };
}

function toSite({ site, account, windows }: SiteStatus, advise: Advise): object {
  return {
    site,
    account,
    is_failing: windows.some(isFailing),
    windows: windows.map((window) => toWindow(window, advise)),
  };
}

function toWindow(window: TargetSnapshot, advise: Advise): object {
  const problem = toProblem(window, advise);
  const { firstDay, lastDay } = daysOf(window);
  const { newestPoll } = window;
  return {
    window: window.window,
    first_day: firstDay ?? null,
    last_day: lastDay ?? null,
    figures_arrived: toInstant(freshMsOf(window)),
    last_attempt: toInstant(newestPoll?.attemptMs),
    outcome: newestPoll?.outcome ?? null,
    pending: window.isPending,
    problem:
      problem === undefined
        ? null
        : {
            message: problem.message,
            advice: problem.advice,
            since: toInstant(problem.sinceMs),
            tracking_id: problem.trackingId ?? null,
          },
    next_poll: toInstant(window.nextPollMs),
    recent_polls: window.recentPolls.map(({ outcome, attemptMs, durationMs }) => ({
      outcome,
      attempt: toInstant(attemptMs),
      duration_seconds: durationMs / 1000,
    })),
  };
}

function toAccount(account: AccountSnapshot, isRefused: boolean, nowMs: number): object {
  const { budget } = account;
  const { all, failed } = countRequests(account);
  return {
    account: account.account,
    budget:
      budget === undefined
        ? null
        : {
            requests_per_minute: budget.requestsPerMinute,
            left: budget.left,
            paused_until: budget.pausedUntilMs > nowMs ? toInstant(budget.pausedUntilMs) : null,
          },
    throttled_seconds: account.throttledMs / 1000,
    requests: all,
    failed_requests: failed,
    token_refused: isRefused,
    access_token_expiry: toInstant(account.accessTokenExpiryMs),
    refresh_token_expiry: toInstant(account.refreshTokenExpiryMs),
  };
}

function toInstant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
