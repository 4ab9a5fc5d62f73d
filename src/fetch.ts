/** One HTTP request. What this program needs of `fetch`, which is one of these too. Rejects when no answer comes, or by `signal`. */
export type Fetch = (url: URL, request: FetchRequest) => Promise<FetchAnswer>;

export interface FetchRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A redirect is an answer like any other: what is sent is meant for this server alone. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

export interface FetchAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: { get(name: string): string | null };
  /** To be read to its end or left early, which closes the connection. */
  readonly body: AsyncIterable<Uint8Array> | null;
}
