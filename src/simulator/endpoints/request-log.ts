import { createHash } from 'node:crypto';

export type SimulatedEndpoint =
  | 'aggregates'
  | 'token'
  | 'licenses'
  | 'live_monitoring'
  | 'people'
  | 'token_expiry'
  | 'device_authorize'
  | 'device_token';

/** One request to the simulated Webex; the control endpoints are not recorded. */
interface VisitRecord {
  /** By the simulator's clock, ms since the epoch. */
  readonly atMs: number;
  readonly endpoint: SimulatedEndpoint;
  /** As asked, or null without one. */
  readonly siteUrl: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Of the access token, or of the refresh token at the token endpoint; null without one. Never the token. */
  readonly tokenFingerprint: string | null;
  /** The HTTP status, or null while there is no answer and for ever when none was sent. */
  readonly status: number | null;
}

/** What was asked of the simulator. */
export interface Requests {
  readonly total: number;
  /** Being answered now, streamed bodies included. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Requests by simulated site; sites without any are left out. */
  readonly perSite: ReadonlyMap<string, number>;
  /** The newest requests, oldest first, 10,000 at most. */
  readonly log: readonly VisitRecord[];
}

/** A request that was recorded on arrival. */
export interface LogEntry {
  /** Tells the status that is about to be sent. */
  answer(status: number): void;
  /** Ends the request; further calls do nothing. */
  end(): void;
}

/** The recording side of `Requests`. */
export interface RequestLog extends Requests {
  arrive(request: Omit<VisitRecord, 'status'>): LogEntry;
}

type OpenRecord = Omit<VisitRecord, 'status'> & { status: number | null };

const MAX_RECORDS = 10_000;

/** Starts empty; counts per site only for the given ones, so that invented names cannot fill the memory. */
export function createRequestLog(siteUrls: ReadonlySet<string>): RequestLog {
  const records: OpenRecord[] = [];
  const perSite = new Map<string, number>();
  let total = 0;
  let inFlight = 0;
  let maxInFlight = 0;

  return {
    get total() {
      return total;
    },
    get inFlight() {
      return inFlight;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    perSite,
    log: records,
    arrive(request) {
      const record: OpenRecord = { ...request, status: null };
      records.push(record);
      if (records.length > MAX_RECORDS) records.shift();
      if (request.siteUrl !== null && siteUrls.has(request.siteUrl)) {
        perSite.set(request.siteUrl, (perSite.get(request.siteUrl) ?? 0) + 1);
      }
      total += 1;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      let isOpen = true;
      return {
        answer(status) {
          record.status = status;
        },
        end() {
          if (isOpen) inFlight -= 1;
          isOpen = false;
        },
      };
    },
  };
}

/** Eight hex digits by which a token can be told from another, or null without a token. */
export function fingerprintOf(token: string | undefined): string | null {
  return token === undefined ? null : createHash('sha256').update(token).digest('hex').slice(0, 8);
}
