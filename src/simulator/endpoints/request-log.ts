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
  /** The HTTP status, or null while there is no answer and for ever when none was sent. */
  status: number | null;
}

const MAX_RECORDS = 10_000;

/** What was asked of the simulator. It counts per site only for the given ones, so that invented names cannot fill the memory. */
export function createRequestLog(siteUrls: readonly string[]) {
  const simulated = new Set(siteUrls);
  return {
    total: 0,
    /** Being answered now, streamed bodies included. */
    inFlight: 0,
    maxInFlight: 0,
    /** Requests by simulated site; sites without any are left out. */
    perSite: new Map<string, number>(),
    /** The newest requests, oldest first, 10,000 at most. */
    log: new Array<RequestRecord>(),
    /** Records a request on arrival; its status is told when it is about to be sent. */
    arrive(request: Omit<RequestRecord, 'status'>): RequestRecord {
      const record = { ...request, status: null };
      this.log.push(record);
      if (this.log.length > MAX_RECORDS) this.log.shift();
      const { siteUrl } = request;
      if (siteUrl !== null && simulated.has(siteUrl))
        this.perSite.set(siteUrl, (this.perSite.get(siteUrl) ?? 0) + 1);
      this.total += 1;
      this.inFlight += 1;
      this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
      return record;
    },
    /** One of the arrived requests is over. */
    end() {
      this.inFlight -= 1;
    },
  };
}
