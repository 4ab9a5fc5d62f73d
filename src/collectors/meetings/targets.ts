import { settingsOf, type AccountConfig } from '../../config/account.ts';
import type { SiteSettings } from '../../config/settings.ts';
import type { Target } from '../../poll/target.ts';
import { endOfDayMs, rangeAt, type Window } from '../../window.ts';
import { decodeAnswer } from './answer.ts';
import { COLLECTOR_NAME, HEADLINE } from './name.ts';

/** Control Hub has a day's figures at 13:00 UTC of the day after; an hour more, and their lack is a failure. */
const FIGURES_DUE_AFTER_MS = 14 * 3_600_000;

/** Each window of each site, once per interval. */
export function toTargets(account: AccountConfig): Target[] {
  return account.sites.flatMap((site) => {
    const settings = settingsOf(account, site);
    return settings.windows.map((window) => toTarget({ account: account.name, site, window }, settings));
  });
}

/** One window of one site. */
export function toTarget(
  { account, site, window }: { readonly account: string; readonly site: string; readonly window: Window },
  {
    pollIntervalMs,
    staleAfterMs,
    maxLabelValues,
    dataDelayDays,
  }: Pick<SiteSettings, 'pollIntervalMs' | 'staleAfterMs' | 'maxLabelValues' | 'dataDelayDays'>,
): Target {
  return {
    key: { collector: COLLECTOR_NAME, account, site, window: window.label },
    intervalMs: pollIntervalMs,
    staleAfterMs,
    maxLabelValues,
    isRequired: true,
    dailyFigure: HEADLINE.figure,
    questionAt(nowMs) {
      const days = rangeAt(nowMs, window, dataDelayDays);
      return {
        base: 'analytics',
        endpoint: 'aggregates',
        path: 'v1/analytics/meetingsMetrics/aggregates',
        query: new URLSearchParams({ siteUrl: site, ...days }),
        site,
        decode: (body) => decodeAnswer(body, site),
        days,
        figuresDueMs: (endOfDayMs(days.to) ?? nowMs) + FIGURES_DUE_AFTER_MS,
      };
    },
  };
}
