import type { Clock } from '../clock.ts';
import { createTurns, type Turns } from '../turns.ts';
import type { Endpoint } from './exchange.ts';
import type { Gate } from './gate.ts';

/**
 * Endpoints that Webex limits for each organisation, apart from the account's budget. So long after the end of one request
 * the next may leave: counted from its start, one that was long on its way would reach Webex too close to the next.
 */
const GAPS_MS: Partial<Record<Endpoint, number>> = { live_monitoring: 60_000 };

/** A request is noted before it leaves, and a slow disk holds it up between. */
const NOTING_MS = 5000;

/** When a request to each limited endpoint last left, in milliseconds since the epoch. */
export type Departures = Readonly<Record<string, number>>;

export interface PaceOptions {
  readonly clock: Clock;
  /** Ends the pace's own timers with the program. */
  readonly signal: AbortSignal;
  /** Of earlier runs. Default: none. */
  readonly departures?: Departures;
  /** Resolves when a later run will know of them; never rejects. Default: no later run knows. */
  readonly save?: (departures: Departures) => Promise<void>;
}

/** Keeps an account's requests to a limited endpoint apart. It outlives gates and tokens, which a reload replaces. */
export interface Pace {
  /** First come, first served; undefined for an endpoint without a limit of its own. Rejects when `signal` aborts. */
  enter(endpoint: Endpoint, signal: AbortSignal): Promise<Turn | undefined>;
}

interface Turn {
  /** To be awaited before the request leaves. */
  depart(): Promise<void>;
  /** Nobody has a turn before this time has passed, counted from `leave`. */
  pause(ms: number): void;
  /** Gives the turn back: to be taken after the gap, or at once where no request left. */
  leave(): void;
}

export function createPace({
  clock,
  signal: lifetime,
  departures = {},
  save = () => Promise.resolve(),
}: PaceOptions): Pace {
  let newest = departures;
  const turnsOf = new Map<Endpoint, Turns>();

  // A timer and no comparison of instants: the machine's clock may be set while it rests.
  const rest = (ms: number): Promise<void> => clock.sleep(ms, lifetime).catch(() => undefined);

  /** The first turn is that of an earlier run's request. */
  function openTurns(endpoint: Endpoint, gapMs: number): Turns {
    const turns = createTurns();
    turnsOf.set(endpoint, turns);
    const sinceMs = clock.now() - (departures[endpoint] ?? -Infinity);
    // A departure that lies ahead was noted before the clock was set back.
    const restMs = gapMs + NOTING_MS - Math.max(0, sinceMs);
    void turns.take().then((end) => rest(restMs).then(end));
    return turns;
  }

  return {
    async enter(endpoint, signal) {
      const gapMs = GAPS_MS[endpoint];
      if (gapMs === undefined) return undefined;
      const turns = turnsOf.get(endpoint) ?? openTurns(endpoint, gapMs);
      const end = await turns.take(signal);
      let restMs = 0;
      return {
        depart() {
          restMs = gapMs;
          newest = { ...newest, [endpoint]: clock.now() };
          return save(newest);
        },
        pause(ms) {
          restMs = Math.max(restMs, ms);
        },
        leave() {
          if (restMs === 0) end();
          else void rest(restMs).then(end);
        },
      };
    },
  };
}

/** Leave to make one request, as far as both the endpoint's own limit and the account's budget allow. */
export interface Departure {
  /** For its turn, for a place and for the budget. */
  readonly waitedMs: number;
  /** Webex asks for silence: of the endpoint where that has a limit of its own, else of the whole account. */
  pause(ms: number): void;
  /** Gives place and turn back. */
  leave(): void;
}

export interface DepartureOptions {
  readonly pace: Pace;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  /** See `Gate`. */
  readonly lane: string;
}

/** Waits for all that a request has to wait for. Rejects when `signal` aborts. */
export async function depart(
  { pace, gate, clock, endpoint, lane }: DepartureOptions,
  signal: AbortSignal,
): Promise<Departure> {
  const startMs = clock.now();
  // The turn comes first: who waits for one takes no place from others.
  const turn = await pace.enter(endpoint, signal);
  try {
    const leaveGate = await gate.enter(lane, signal);
    await turn?.depart();
    return {
      waitedMs: Math.max(0, clock.now() - startMs),
      pause(ms) {
        if (turn) turn.pause(ms);
        else gate.pauseUntil(clock.now() + ms);
      },
      leave() {
        leaveGate();
        turn?.leave();
      },
    };
  } catch (error) {
    turn?.leave();
    throw error;
  }
}
