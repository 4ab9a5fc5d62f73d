import { describe, expect, it } from 'vitest';
import { toStep, type Circumstances } from '../../../src/check/step.ts';
import { ADVICE } from '../../../src/poll/advice.ts';
import type { Failure } from '../../../src/webex/verdict.ts';

const PLAIN: Circumstances = {
  isAccountServed: false,
  hasProPack: undefined,
  advice: ADVICE,
};
const forbidden = (message: string): Failure => ({ outcome: 'forbidden', message });
const network = (message: string): Failure => ({ outcome: 'network', message });

describe('toStep', () => {
  it.each<[Failure, Partial<Circumstances>, string]>([
    [{ outcome: 'unauthorized', message: 'HTTP 401' }, {}, ADVICE.unauthorized],
    [{ outcome: 'unauthorized', message: 'HTTP 401', advice: 'do that' }, {}, 'do that'],
    [forbidden('HTTP 403: scope missing'), {}, 'authorise the Integration again with the scopes'],
    [forbidden('HTTP 403: no Pro Pack license'), {}, 'Pro Pack only'],
    [forbidden('HTTP 403: not an administrator'), {}, 'must be a full or read-only administrator'],
    [forbidden('HTTP 403: missing scopes, roles or licenses'), {}, ADVICE.forbidden],
    [
      forbidden('HTTP 403: missing scopes, roles or licenses'),
      { hasProPack: true },
      'the organisation has Pro Pack',
    ],
    [forbidden('HTTP 403'), { hasProPack: false }, 'Pro Pack only'],
    [forbidden('HTTP 403: scope missing'), { isAccountServed: true }, 'it is this site'],
    [
      { outcome: 'wrong_region', message: '', regionHost: 'analytics-eu.webexapis.com' },
      {},
      'WEBEX_ANALYTICS_URL=https://analytics-eu.webexapis.com',
    ],
    [{ outcome: 'wrong_region', message: '' }, {}, ADVICE.wrong_region],
    [network('getaddrinfo ENOTFOUND analytics.webexapis.com'), {}, 'DNS of this machine'],
    [network('ECONNREFUSED: connect 127.0.0.1:1'), {}, 'nothing listens there'],
    [network('SELF_SIGNED_CERT_IN_CHAIN: self-signed certificate'), {}, 'NODE_EXTRA_CA_CERTS'],
    [network('by the proxy http://proxy.example: getaddrinfo ENOTFOUND proxy.example'), {}, 'not reached'],
    [network('ECONNRESET'), {}, ADVICE.network],
    [{ outcome: 'timeout', message: '' }, {}, ADVICE.timeout],
  ])('%j with %j', (failure, circumstances, words) => {
    expect(toStep(failure, { ...PLAIN, ...circumstances })).toContain(words);
  });
});
