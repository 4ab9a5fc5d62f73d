import { filterSites, searchSites, sortSites, type StatusQuery } from './query.ts';
import { isFailing, summarizeSites } from './state.ts';
import type { AccountView, SiteView, StatusView, WindowView } from './view.ts';

/**
 * What `/api/v1/status` answers, for `JSON.stringify`: the page's content for machines. Instants are RFC 3339 in UTC,
 * days are YYYY-MM-DD, what is not known is null. `totals` counts all sites, `sites` holds those asked for.
 */
export function toStatusJson(view: StatusView, { q, outcome, sort }: StatusQuery): object {
  const { build, sites, shard, foreignSites, reload, nowMs, startMs } = view;
  const { siteCount, windowCount, failingSites, waitingSites, windowsWithoutFigures, nextPollMs } =
    summarizeSites(sites);
  const shown = sortSites(filterSites(searchSites(sites, q), outcome), sort);
  return {
    now: toInstant(nowMs),
    started: toInstant(startMs),
    build: { version: build.version, revision: build.revision, node_version: build.nodeVersion },
    shard: { index: shard.index, count: shard.count },
    reload: { successful: reload.isSuccessful, last_success: toInstant(reload.lastSuccessMs) },
    totals: {
      sites: siteCount,
      windows: windowCount,
      failing_sites: failingSites,
      waiting_sites: waitingSites,
      windows_without_figures: windowsWithoutFigures,
      next_poll: toInstant(nextPollMs),
    },
    sites: shown.map(toSite),
    accounts: view.accounts.map((account) => toAccount(account, nowMs)),
    foreign_sites: foreignSites.map(({ site, shard: owner }) => ({ site, shard: owner })),
    configuration: view.configuration,
  };
}

function toSite({ site, account, windows }: SiteView): object {
  return { site, account, is_failing: windows.some(isFailing), windows: windows.map(toWindow) };
}

function toWindow(window: WindowView): object {
  const { problem } = window;
  return {
    window: window.window,
    first_day: window.firstDay ?? null,
    last_day: window.lastDay ?? null,
    figures_arrived: toInstant(window.freshMs),
    last_attempt: toInstant(window.lastAttemptMs),
    outcome: window.outcome ?? null,
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

function toAccount(account: AccountView, nowMs: number): object {
  const { budget } = account;
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
    requests: account.requests,
    failed_requests: account.failedRequests,
    token_refused: account.isTokenRefused,
    access_token_expiry: toInstant(account.accessTokenExpiryMs),
    refresh_token_expiry: toInstant(account.refreshTokenExpiryMs),
  };
}

function toInstant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
