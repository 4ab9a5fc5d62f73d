import type { AccountConfig } from '../config/account.ts';
import type { Clock } from '../clock.ts';
import { onAbort } from '../on-abort.ts';
import type { Runtime } from '../runtime.ts';
import type { Turns } from '../turns.ts';
import {
  createExchange,
  type Exchange,
  type ExchangeObserver,
  type ExchangeRequest,
  type PerformExchange,
} from '../webex/exchange.ts';
import { createGate, type Gate } from '../webex/gate.ts';
import { createPace, depart, type Pace } from '../webex/pace.ts';
import { DEFAULT_RETRY_AFTER_MS, isThrottling, parseRetryAfter } from '../webex/retry-after.ts';

/**
 * How long a grant may still take when the program stops: Webex may have rotated the refresh token already, and the new
 * one, unread and unsaved, would be lost.
 */
const GRANT_GRACE_MS = 5000;

export interface ConnectionContext {
  readonly runtime: Runtime;
  /** Default: nobody is told. */
  readonly observe?: ExchangeObserver;
  /** Told what came back for each request, secrets included. */
  readonly onAnswer?: (request: ExchangeRequest, answer: Exchange) => void;
  /** Whose turn it is to read a large body. Default: no other account's. */
  readonly largeBodies?: Turns;
  /** The account's, when they outlive the connection. Default: its own, which know of no request before its first. */
  readonly pace?: Pace;
  readonly gate?: Gate | undefined;
}

/** How one account reaches Webex: one budget for all that it asks. */
export interface Connection {
  readonly gate: Gate;
  readonly pace: Pace;
  /** Asks at once; who calls it has entered the gate. */
  readonly exchange: PerformExchange;
  /** Waits at the gate, and when Webex throttles, makes the whole account wait. */
  readonly gatedExchange: PerformExchange;
}

export function createConnection(config: AccountConfig, context: ConnectionContext): Connection {
  const { runtime, observe = () => undefined, onAnswer, largeBodies } = context;
  const { clock, stop } = runtime;
  const limits = { concurrency: config.pollConcurrency, requestsPerMinute: config.requestsPerMinute };
  const {
    pace = createPace({ clock, signal: stop }),
    gate = createGate({ clock, ...limits, signal: stop }),
  } = context;
  gate.limit(limits);
  const perform = createExchange({
    fetch: runtime.fetch,
    clock,
    timeoutMs: config.pollTimeoutMs,
    userAgent: `webex-exporter/${runtime.build.version}`,
    observe,
    ...(largeBodies ? { largeBodies } : {}),
  });
  const exchange: PerformExchange = async (request, signal) => {
    const answer = await perform(request, signal);
    onAnswer?.(request, answer);
    return answer;
  };
  return {
    gate,
    pace,
    exchange,
    async gatedExchange(request, signal) {
      const { endpoint } = request;
      const departure = await depart({ pace, gate, clock, endpoint, lane: endpoint }, signal);
      const patience = endpoint === 'access_token' ? abortLater(signal, GRANT_GRACE_MS, clock) : undefined;
      try {
        const answer = await exchange(request, patience?.signal ?? signal);
        if (answer.kind === 'answered' && isThrottling(answer.status)) {
          departure.pause(parseRetryAfter(answer.retryAfter, clock.now()) ?? DEFAULT_RETRY_AFTER_MS);
        }
        return answer;
      } finally {
        patience?.release();
        departure.leave();
      }
    },
  };
}

/** A signal that aborts `graceMs` after the given one does, unless it is released before. */
function abortLater(
  signal: AbortSignal,
  graceMs: number,
  clock: Clock,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const later = new AbortController();
  let stopTimer = (): void => undefined;
  const leave = onAbort(signal, () => {
    stopTimer = clock.startTimer(graceMs, () => later.abort(signal.reason));
  });
  const release = (): void => {
    leave();
    stopTimer();
  };
  return { signal: later.signal, release };
}
