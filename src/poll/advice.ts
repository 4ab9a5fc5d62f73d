import type { Outcome } from '../webex/outcome.ts';
import { ANALYTICS_SCOPES } from '../webex/scopes.ts';

/** What an operator does about each outcome, in one sentence for a log line or a page. */
export type Advice = Readonly<Record<Exclude<Outcome, 'success'>, string>>;

/** What is true of every collector; one may have words of its own. */
export const ADVICE: Advice = {
  no_data: 'Webex has no figures to give; nothing to do unless it lasts',
  invalid_response:
    'something between here and Webex answers in its place, or Webex changed its answers; check the base URL and proxies',
  bad_request: 'Webex does not accept the question; check the site name, and report it with the trackingId',
  unauthorized:
    'the token is not accepted: set a new one and restart, or write it into its file, which is read again within seconds; or re-authorise the Integration as its admin user',
  forbidden: `check that the organisation has Pro Pack, that the token has scope ${ANALYTICS_SCOPES[0]}, that its user is a full or read-only admin, and that the site is of this organisation`,
  wrong_region:
    'the organisation lives in another region; set WEBEX_ANALYTICS_URL to the host that Webex names, if that is below webexapis.com or webex.com',
  not_found: 'Webex does not know this site; check its name',
  rate_limited:
    'Webex throttles the organisation; nothing to do unless it lasts, then lower WEBEX_REQUESTS_PER_MINUTE',
  server_error:
    'Webex has a fault; see https://status.webex.com, and report it with the trackingId if it lasts',
  timeout: 'no answer in time; check the network and proxies, or raise WEBEX_POLL_TIMEOUT',
  network:
    'Webex cannot be reached; check DNS, firewall, proxy and the certificates that this machine trusts',
};
