import type { Account } from '../../../src/poll/account.ts';
import { toTarget } from '../../../src/collectors/meetings/targets.ts';
import { createPoller, type PollResult } from '../../../src/poll/poller.ts';
import type { Target } from '../../../src/poll/target.ts';
import { createSuspension } from '../../../src/poll/suspension.ts';
import { createRedactor, Secret, type Redactor } from '../../../src/secret.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { createAsk } from '../../../src/webex/ask.ts';
import { createExchange } from '../../../src/webex/exchange.ts';
import { createRegion } from '../../../src/webex/region.ts';
import { createGate } from '../../../src/webex/gate.ts';
import { createPace } from '../../../src/webex/pace.ts';
import { createFixedToken, type TokenSource } from '../../../src/webex/token.ts';
import { createWindow, type Window } from '../../../src/window.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { HOUR_MS, SECOND_MS } from '../../support/time.ts';
import { otherSite, site } from '../../support/sites.ts';

export interface OrganisationOptions {
  /** Default 4. */
  readonly concurrency?: number;
  /** Default 1000. */
  readonly requestsPerMinute?: number;
  /** Default: the simulator's own token. */
  readonly tokens?: TokenSource;
}

/** A request as it left. */
export interface Asked {
  readonly atMs: number;
  readonly url: URL;
}

/** A window of a site, and how it is polled. */
export interface AskedWindow {
  readonly site: string;
  readonly window: Window;
  readonly giveUpAfterMs: number;
  readonly maxLabelValues: number;
  readonly maxRetries?: number;
}

/** An account whose Webex is a simulator in this process, in virtual time. */
export interface Organisation {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly account: Account;
  readonly asked: readonly Asked[];
  readonly stop: AbortController;
  readonly redactor: Redactor;
  /** Begins a poll; time passes only by `clock`. By default of `site`, one day, once an hour. */
  readonly begin: (asked?: Partial<AskedWindow>) => Promise<PollResult>;
  /** The same of any target. */
  readonly beginTarget: (target: Target, giveUpAfterMs?: number) => Promise<PollResult>;
  /** A poll to its end, for which `forMs` (default three hours) pass. */
  readonly poll: (asked?: Partial<AskedWindow>, forMs?: number) => Promise<PollResult>;
}

/** Time-outs are 30 s; random numbers are all 0.5, so that backoffs are 1, 2 and 4 s. */
export function createOrganisation({
  concurrency = 4,
  requestsPerMinute = 1000,
  tokens = createFixedToken(new Secret(SIMULATOR_CREDENTIALS.accessToken)),
}: OrganisationOptions = {}): Organisation {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const redactor = createRedactor();
  const simulator = createSimulator({
    now: clock.now,
    sleep: clock.sleep,
    sites: [site, otherSite, 'acme-apac.webex.com'],
  });
  const asked: Asked[] = [];
  const gate = createGate({ clock, concurrency, requestsPerMinute, signal: stop.signal });
  const account: Account = {
    name: 'default',
    gate,
    pace: createPace({ clock, signal: stop.signal }),
    tokens,
    suspension: createSuspension({
      clock,
      hasChanged: () => tokens.hasChanged(),
      onRetry: () => undefined,
      onEnd: () => undefined,
      signal: stop.signal,
    }),
    ask: createAsk({
      exchange: createExchange({
        async fetch(input, init) {
          const url = new URL(input instanceof Request ? input.url : input);
          asked.push({ atMs: clock.now(), url });
          return endWith(await simulator.app.request(url.href, init), init?.signal);
        },
        clock,
        timeoutMs: 30 * SECOND_MS,
        userAgent: 'test',
        observe: () => undefined,
      }),
      now: clock.now,
      redact: redactor.redact,
    }),
    region: createRegion(new URL('https://analytics.webexapis.com')),
    apiUrl: new URL('https://webexapis.com'),
  };
  const pollTarget = createPoller({ clock, random: () => 0.5, redact: redactor.redact });
  const beginTarget: Organisation['beginTarget'] = (target, giveUpAfterMs = target.intervalMs) =>
    pollTarget(account, target, { giveUpAfterMs }, stop.signal);
  const begin: Organisation['begin'] = (changes = {}) => {
    const defaults = { site, window: createWindow(1), giveUpAfterMs: HOUR_MS, maxLabelValues: 300 };
    const { giveUpAfterMs, maxLabelValues, maxRetries, ...asked } = { ...defaults, ...changes };
    const settings = {
      pollIntervalMs: HOUR_MS,
      staleAfterMs: 48 * HOUR_MS,
      maxLabelValues,
      dataDelayDays: 1,
    };
    const target = toTarget({ account: 'default', ...asked }, settings);
    const own = maxRetries === undefined ? {} : { maxRetries };
    return beginTarget({ ...target, ...own }, giveUpAfterMs);
  };
  return {
    clock,
    simulator,
    account,
    asked,
    stop,
    redactor,
    begin,
    beginTarget,
    async poll(asked, forMs = 3 * HOUR_MS) {
      const result = begin(asked);
      await clock.advance(forMs);
      return result;
    },
  };
}

/** As with a real connection, a body that is being read fails when its request is aborted. */
function endWith(response: Response, signal: AbortSignal | null | undefined): Response {
  if (response.body === null || !signal) return response;
  return new Response(response.body.pipeThrough(new TransformStream<Uint8Array>(), { signal }), response);
}
