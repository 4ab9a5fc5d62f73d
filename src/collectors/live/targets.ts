import type { AccountConfig } from '../../config/account.ts';
import type { Target } from '../../poll/target.ts';
import type { Trial } from '../collector.ts';
import { decodeAnswer } from './answer.ts';
import { COLLECTOR_NAME } from './name.ts';

/** Webex answers an organisation once a minute, however many sites are asked about. */
const MINUTE_MS = 60_000;

/** What is live is shown for so many intervals after the last good answer. */
const SHOWN_INTERVALS = 5;

/** The account as a whole or its sites in turn, one question a minute in both cases. */
export function toTargets(account: AccountConfig): Target[] {
  const { live, sitesOfAllShards: sites } = account;
  switch (live) {
    case 'off':
      return [];
    case 'account':
      return [toTarget(account, undefined, MINUTE_MS)];
    case 'site':
      return sites.map((site) => toTarget(account, site, sites.length * MINUTE_MS));
  }
}

/** One question, as the account would ask it, or about all its sites where it asks none. */
export function toTrial(account: AccountConfig): Trial {
  return {
    target: toTargets(account)[0] ?? toTarget(account, undefined, MINUTE_MS),
    isOn: account.live !== 'off',
    offer: 'WEBEX_LIVE=account shows how many meetings run now, once a minute: see docs/live.md',
  };
}

/** `site` undefined: all sites of the organisation together. */
function toTarget(
  { name, maxLabelValues }: AccountConfig,
  site: string | undefined,
  intervalMs: number,
): Target {
  return {
    key: { collector: COLLECTOR_NAME, account: name, ...(site === undefined ? {} : { site }) },
    intervalMs,
    staleAfterMs: SHOWN_INTERVALS * intervalMs,
    maxLabelValues,
    isRequired: false,
    // The next poll is as near as a retry could be.
    maxRetries: 0,
    questionAt: () => ({
      base: 'api',
      endpoint: 'live_monitoring',
      path: 'v1/livemonitoring/liveMeetingsByCountry',
      body: site === undefined ? {} : { siteUrl: site },
      site,
      decode: (body) => decodeAnswer(body, site),
    }),
  };
}
