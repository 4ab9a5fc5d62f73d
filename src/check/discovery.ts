import type { Advice } from '../poll/advice.ts';
import type { Discovery, DiscoveryMethod } from '../webex/discovery.ts';
import { DISCOVERY_SCOPE } from '../webex/scopes.ts';
import type { Finding } from './report.ts';

const SOURCES: Readonly<Record<DiscoveryMethod, string>> = {
  licenses: "the organisation's licences",
  live_monitoring: 'live monitoring',
  people: "the token's own user, who may not have all",
};

/** What came of looking for sites. */
export function assessDiscovery(discovery: Discovery, advice: Advice): Finding {
  if (discovery.kind === 'failed') {
    const words = discovery.attempts.map(({ method, failure }) => `${SOURCES[method]}: ${failure.message}`);
    const step =
      discovery.outcome === 'forbidden'
        ? `authorise the Integration with the scope ${DISCOVERY_SCOPE} too, or list the sites`
        : advice[discovery.outcome];
    return { status: 'failed', detail: `no sites found; ${words.join('; ')}`, advice: step };
  }
  const { sites, leftOut, method } = discovery;
  const detail = `${sites.length} sites by ${SOURCES[method]}; ${leftOut.length} left out by the patterns`;
  return sites.length === 0
    ? {
        status: 'failed',
        detail,
        advice: 'the patterns leave out every site; see WEBEX_DISCOVER_INCLUDE and _EXCLUDE',
      }
    : { status: 'ok', detail };
}
