import type { AccountSnapshot, TargetSnapshot } from '../snapshot/snapshot.ts';
import { dayAt } from '../window.ts';
import { toInstant } from './format.ts';
import { dailiesOf, newestDayOf, totalOf, type NewestDay } from './newest-day.ts';
import { toProblem } from './problems.ts';
import { filterSites, searchSites, sortSites, type StatusQuery } from './query.ts';
import {
  countRequests,
  daysOf,
  freshMsOf,
  isFailing,
  isTokenRefused,
  presentOf,
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
  const { exporter, accounts } = view.snapshot;
  const sites = toSites(view.snapshot);
  const overview = summariseSites(sites);
  const total = totalOf(sites.map((site) => newestDayOf(site, view.headlineOf)));
  const shown = sortSites(filterSites(searchSites(sites, q), outcome), sort);
  return {
    now: toInstant(view.nowMs),
    started: toInstant(view.startMs),
    build: { version: exporter.version, revision: exporter.revision, node_version: exporter.nodeVersion },
    shard: { index: exporter.shard, count: exporter.shards },
    reload: {
      successful: exporter.lastReloadSuccessful,
      last_success: toInstant(exporter.lastReloadSuccessMs),
    },
    totals: {
      sites: overview.siteCount,
      windows: overview.windowCount,
      failing_sites: overview.failingSites,
      waiting_sites: overview.waitingSites,
      pending_sites: overview.pendingSites,
      windows_without_figures: overview.windowsWithoutFigures,
      next_poll: toInstant(overview.nextPollMs),
      newest_day: total === undefined ? null : { ...toDay(total), sites: total.siteCount },
    },
    sites: shown.map((site) => toSite(site, view)),
    accounts: accounts.map((account) => toAccount(account, view)),
    foreign_sites: view.foreignSites.map(({ site, shard }) => ({ site, shard })),
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
    newest_day: day === undefined ? null : toDay(day),
    dailies: dailiesOf(status).map(({ startMs, value }) => ({ day: dayAt(startMs), value })),
    present: present.map((target) => toPresent(target, view)),
    windows: windows.map((window) => toWindow(window, view)),
  };
}

function toDay({ noun, startMs, value, usual, change }: NewestDay): object {
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

function toWindow(target: TargetSnapshot, { advise }: StatusView): object {
  const { window, newestPoll, isPending, nextPollMs, recentPolls } = target;
  const problem = toProblem(target, advise);
  const { firstDay, lastDay } = daysOf(target);
  return {
    window,
    first_day: firstDay ?? null,
    last_day: lastDay ?? null,
    figures_arrived: toInstant(freshMsOf(target)),
    last_attempt: toInstant(newestPoll?.attemptMs),
    outcome: newestPoll?.outcome ?? null,
    pending: isPending,
    problem: problem
      ? {
          message: problem.message,
          advice: problem.advice,
          since: toInstant(problem.sinceMs),
          tracking_id: problem.trackingId ?? null,
        }
      : null,
    next_poll: toInstant(nextPollMs),
    recent_polls: recentPolls.map(({ outcome, attemptMs, durationMs }) => ({
      outcome,
      attempt: toInstant(attemptMs),
      duration_seconds: durationMs / 1000,
    })),
  };
}

function toAccount(account: AccountSnapshot, view: StatusView): object {
  const { budget } = account;
  const { all, failed } = countRequests(account);
  return {
    account: account.account,
    budget: budget
      ? {
          requests_per_minute: budget.requestsPerMinute,
          left: budget.left,
          paused_until: budget.pausedUntilMs > view.nowMs ? toInstant(budget.pausedUntilMs) : null,
        }
      : null,
    throttled_seconds: account.throttledMs / 1000,
    requests: all,
    failed_requests: failed,
    token_refused: isTokenRefused(account, view.snapshot),
    present: presentOf(account, view.snapshot)
      .filter(({ site }) => site === undefined)
      .map((target) => toPresent(target, view)),
    access_token_expiry: toInstant(account.accessTokenExpiryMs),
    refresh_token_expiry: toInstant(account.refreshTokenExpiryMs),
  };
}
