import { filterSites, searchSites, sortSites, type StatusQuery } from './query.ts';
import type { AccountSnapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import { dayAt } from '../window.ts';
import { changeOf, dailiesOf, newestDayOf, totalOf, type NewestDay } from './newest-day.ts';
import { toProblem } from './problems.ts';
import {
  countRequests,
  daysOf,
  freshMsOf,
  isFailing,
  isTokenRefused,
  summariseSites,
  toSites,
  type SiteStatus,
} from './state.ts';
import type { StatusView } from './view.ts';

/**
 * What `/api/v1/status` answers, for `JSON.stringify`: the page's content for machines. Instants are RFC 3339 in UTC,
 * days are YYYY-MM-DD, what is not known is null. `totals` counts all sites, `sites` holds those asked for.
 */
export function toStatusJson(view: StatusView, { q, outcome, sort }: StatusQuery): object {
  const { snapshot, foreignSites, nowMs, startMs, headlineOf } = view;
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
  const total = totalOf(sites.map((site) => newestDayOf(site, headlineOf)));
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
      newest_day: total === undefined ? null : { ...toDay(total, total.change), sites: total.siteCount },
    },
    sites: shown.map((site) => toSite(site, view)),
    accounts: snapshot.accounts.map((account) => toAccount(account, view)),
    foreign_sites: foreignSites.map(({ site, shard: owner }) => ({ site, shard: owner })),
    configuration: view.configuration,
  };
}

function toSite(status: SiteStatus, view: StatusView): object {
  const { site, account, windows, present } = status;
  const day = newestDayOf(status, view.headlineOf);
  return {
    site,
    account,
    is_failing: windows.some(isFailing),
    newest_day: day === undefined ? null : toDay(day, changeOf(day)),
    dailies: dailiesOf(status).map(({ startMs, value }) => ({ day: dayAt(startMs), value })),
    present: present.map((target) => toPresent(target, view)),
    windows: windows.map((window) => toWindow(window, view)),
  };
}

function toDay({ noun, startMs, value, usual }: NewestDay, change: number | undefined): object {
  return { counts: `${noun}s`, day: dayAt(startMs), value, usual: usual ?? null, change: change ?? null };
}

function toPresent(target: TargetSnapshot, { headlineOf }: StatusView): object {
  const { collector, summary, newestPoll } = target;
  const headline = headlineOf(collector);
  return {
    counts: headline === undefined ? null : `${headline.noun}s`,
    value: (headline && summary?.figures[headline.figure]) ?? null,
    figures_arrived: toInstant(freshMsOf(target)),
    outcome: newestPoll?.outcome ?? null,
  };
}

function toWindow(window: TargetSnapshot, { advise }: StatusView): object {
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

function toAccount(account: AccountSnapshot, view: StatusView): object {
  const { snapshot, nowMs } = view;
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
    token_refused: isTokenRefused(account, snapshot),
    present: snapshot.targets
      .filter(
        ({ account: of, site, window }) =>
          of === account.account && site === undefined && window === undefined,
      )
      .map((target) => toPresent(target, view)),
    access_token_expiry: toInstant(account.accessTokenExpiryMs),
    refresh_token_expiry: toInstant(account.refreshTokenExpiryMs),
  };
}

function toInstant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
