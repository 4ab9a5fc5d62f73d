import type { AccountView, ProblemView, SiteView, StatusView, WindowView } from './view.ts';
import { ADVICE } from '../poll/advice.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/snapshot.ts';

/** What the status page shows of a snapshot. */
export function toStatusView(
  { windows, accounts, exporter }: Snapshot,
  about: Omit<StatusView, 'sites' | 'accounts' | 'build' | 'reload'>,
): StatusView {
  const { version, revision, nodeVersion, lastReloadSuccessful, lastReloadSuccessMs } = exporter;
  const refused = new Set(
    windows.flatMap(({ account, newestPoll }) => (newestPoll?.outcome === 'unauthorized' ? [account] : [])),
  );
  return {
    ...about,
    build: { version, revision, nodeVersion },
    reload: { isSuccessful: lastReloadSuccessful, lastSuccessMs: lastReloadSuccessMs },
    sites: toSites(windows),
    accounts: accounts.map((account) => toAccountView(account, refused.has(account.account))),
  };
}

function toSites(windows: readonly WindowSnapshot[]): SiteView[] {
  const sites = new Map<string, { site: string; account: string; windows: WindowView[] }>();
  for (const window of windows) {
    const { site, account } = window;
    const known = sites.get(site) ?? { site, account, windows: [] };
    known.windows.push(toWindowView(window));
    sites.set(site, known);
  }
  return [...sites.values()];
}

function toWindowView(window: WindowSnapshot): WindowView {
  const { summary, newestPoll, lastSuccessMs, nextPollMs, recentPolls } = window;
  return {
    window: window.window,
    firstDay: toDay(summary?.startMs),
    lastDay: summary?.endMs === undefined ? undefined : toDay(summary.endMs - 1),
    freshMs: summary === undefined ? undefined : lastSuccessMs,
    lastAttemptMs: newestPoll?.attemptMs,
    outcome: newestPoll?.outcome,
    problem: toProblem(window),
    nextPollMs,
    recentPolls,
  };
}

function toProblem({ newestPoll, failingSinceMs }: WindowSnapshot): ProblemView | undefined {
  if (newestPoll === undefined || newestPoll.outcome === 'success') return undefined;
  const { outcome, problem, attemptMs, trackingId } = newestPoll;
  return {
    message: problem ?? '',
    advice: ADVICE[outcome],
    sinceMs: failingSinceMs ?? attemptMs,
    trackingId,
  };
}

function toAccountView(account: AccountSnapshot, isTokenRefused: boolean): AccountView {
  const { budget, throttledMs, accessTokenExpiryMs, refreshTokenExpiryMs, requests } = account;
  const failed = requests.filter(({ code }) => !/^2\d\d$/.test(code));
  return {
    account: account.account,
    budget,
    throttledMs,
    requests: sum(requests),
    failedRequests: sum(failed),
    isTokenRefused,
    accessTokenExpiryMs,
    refreshTokenExpiryMs,
  };
}

function sum(requests: AccountSnapshot['requests']): number {
  return requests.reduce((total, { count }) => total + count, 0);
}

function toDay(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
}
