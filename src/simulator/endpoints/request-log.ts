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
interface RequestRecord {
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
  status: number | null;
}

/** What was asked of the simulator. */
export interface RequestLog {
  readonly total: number;
  /** Being answered now, streamed bodies included. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Requests by simulated site; sites without any are left out. */
  readonly perSite: ReadonlyMap<string, number>;
  /** The newest requests, oldest first, 10,000 at most. */
  readonly log: readonly Readonly<RequestRecord>[];
  /** Records a request on arrival; its status is told when it is about to be sent. */
  arrive(request: Omit<RequestRecord, 'status'>): RequestRecord;
  /** One of the arrived requests is over. */
  end(): void;
}

const MAX_RECORDS = 10_000;

/** Starts empty; counts per site only for the given ones, so that invented names cannot fill the memory. */
export function createRequestLog(siteUrls: readonly string[]): RequestLog {
  const simulated = new Set(siteUrls);
  const log: RequestRecord[] = [];
  const perSite = new Map<string, number>();
  const counts = { total: 0, inFlight: 0, maxInFlight: 0 };

  return Object.assign(counts, {
    perSite,
    log,
    arrive(request: Omit<RequestRecord, 'status'>) {
      const record: RequestRecord = { ...request, status: null };
      log.push(record);
      if (log.length > MAX_RECORDS) log.shift();
      const { siteUrl } = request;
      if (siteUrl !== null && simulated.has(siteUrl)) perSite.set(siteUrl, (perSite.get(siteUrl) ?? 0) + 1);
      counts.total += 1;
      counts.inFlight += 1;
      counts.maxInFlight = Math.max(counts.maxInFlight, counts.inFlight);
      return record;
    },
    end() {
      counts.inFlight -= 1;
    },
  });
}
