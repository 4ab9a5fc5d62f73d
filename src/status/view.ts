/** Everything the status page and its JSON say. Instants are milliseconds since the epoch. */
export interface StatusView {
  readonly build: { readonly version: string; readonly revision: string; readonly nodeVersion: string };
  readonly nowMs: number;
  readonly startMs: number;
  readonly telemetryPath: string;
  readonly sites: readonly SiteView[];
  readonly accounts: readonly AccountView[];
  /** The resolved configuration as text, secrets already redacted. */
  readonly configuration: string;
  readonly reload: ReloadView;
  /** Which part of the sites this process polls, from 0, and who polls the others. */
  readonly shard: { readonly index: number; readonly count: number };
  readonly foreignSites: readonly { readonly site: string; readonly shard: number }[];
}

export interface ReloadView {
  /** Whether the newest attempt to load the configuration succeeded. */
  readonly isSuccessful: boolean;
  /** When the configuration in use was loaded. */
  readonly lastSuccessMs: number;
}

export interface SiteView {
  readonly site: string;
  readonly account: string;
  readonly windows: readonly WindowView[];
}

export interface WindowView {
  /** The window's label, e.g. `7d`. */
  readonly window: string;
  /** First and last UTC day of the shown figures; absent when none are shown. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  /** When the shown figures arrived; absent when none are shown. */
  readonly freshMs: number | undefined;
  readonly lastAttemptMs: number | undefined;
  /** How the newest poll ended; absent before the first. */
  readonly outcome: string | undefined;
  /** Absent when the newest poll succeeded. */
  readonly problem: ProblemView | undefined;
  readonly nextPollMs: number | undefined;
  /** Newest last. */
  readonly recentPolls: readonly PollView[];
}

export interface ProblemView {
  /** What went wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  /** When the first of the polls began that have failed since the last success. */
  readonly sinceMs: number;
  readonly trackingId: string | undefined;
}

export interface PollView {
  readonly outcome: string;
  readonly attemptMs: number;
  readonly durationMs: number;
}

export interface AccountView {
  readonly account: string;
  readonly budget: BudgetView | undefined;
  /** Time in which a request was held back by the budget or by Webex, since the start. */
  readonly throttledMs: number;
  /** HTTP requests since the start, and those of them without a 2xx answer. */
  readonly requests: number;
  readonly failedRequests: number;
  /** Whether Webex refused the token in the newest poll of a site. */
  readonly isTokenRefused: boolean;
  /** Absent where not known. */
  readonly accessTokenExpiryMs: number | undefined;
  readonly refreshTokenExpiryMs: number | undefined;
}

export interface BudgetView {
  readonly requestsPerMinute: number;
  /** Requests that may start at once. */
  readonly left: number;
  /** No request starts before; an instant in the past means nothing. */
  readonly pausedUntilMs: number;
}
