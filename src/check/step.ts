import type { Advice } from '../poll/advice.ts';
import { ANALYTICS_SCOPES } from '../webex/scopes.ts';
import type { Failure } from '../webex/verdict.ts';

export interface Circumstances {
  /** Another site of the account gave an answer, so scope, role and licence are right. */
  readonly isAccountServed: boolean;
  /** As far as the organisation's licences could be read. */
  readonly hasProPack: boolean | undefined;
  /** Of the collector that asked. */
  readonly advice: Advice;
}

/** The words by which a 403 names a cause; Webex's usual text lists all of them and so names none. */
export const CAUSES = {
  scope: {
    words: /\bscopes?\b/i,
    step: `authorise the Integration again with the scopes ${ANALYTICS_SCOPES.join(' and ')}`,
  },
  licence: {
    words: /\blicen[cs]es?\b|pro pack/i,
    step: 'Webex gives analytics to organisations with Pro Pack only; see Control Hub, Account, Subscriptions',
  },
  role: {
    words: /\broles?\b|\badmin/i,
    step: "the token's user must be a full or read-only administrator of the organisation; see Control Hub, Users",
  },
} as const;

/** What to do about a failure: more exact than the advice of its outcome where the circumstances tell. */
export function toStep(failure: Failure, circumstances: Circumstances): string {
  const { outcome, message, regionHost } = failure;
  if (failure.advice !== undefined) return failure.advice;
  if (outcome === 'forbidden') return toForbiddenStep(message, circumstances);
  if (outcome === 'wrong_region' && regionHost !== undefined)
    return `set WEBEX_ANALYTICS_URL=https://${regionHost}`;
  const general = circumstances.advice[outcome];
  return outcome === 'network' ? (findNetworkStep(message) ?? general) : general;
}

function toForbiddenStep(message: string, { isAccountServed, hasProPack, advice }: Circumstances): string {
  if (isAccountServed)
    return 'other sites of this account answer, so it is this site: check its name in Control Hub, Services, Meeting, Sites, and that it is of this organisation';
  if (hasProPack === false) return CAUSES.licence.step;
  const named = Object.values(CAUSES).filter(({ words }) => words.test(message));
  const [only] = named;
  if (named.length === 1 && only) return only.step;
  return hasProPack === true
    ? `the organisation has Pro Pack; ${CAUSES.scope.step}; ${CAUSES.role.step}`
    : advice.forbidden;
}

function findNetworkStep(message: string): string | undefined {
  const isByProxy = /by the proxy /.test(message);
  if (!isByProxy && /ENOTFOUND|EAI_AGAIN/.test(message))
    return 'the name is not found: check the base URL, and the DNS of this machine';
  if (/certificate|CERT_|self.signed/i.test(message))
    return "the certificate is not trusted: if a proxy opens TLS here, name its CA's file in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE";
  if (/by the proxy .*refuses the connection/.test(message))
    return 'it is the proxy that refuses, and not Webex: have it allow CONNECT to the hosts of the base URLs, port 443';
  if (isByProxy)
    return 'the proxy is not reached: check HTTPS_PROXY; hosts that need none belong into NO_PROXY';
  if (/ECONNREFUSED/.test(message))
    return 'nothing listens there: check the base URL and its port, and firewalls between';
  return undefined;
}
