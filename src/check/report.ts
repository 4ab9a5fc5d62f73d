import type { Redact } from '../secret.ts';
import type { Outcome } from '../webex/outcome.ts';

/** `notice`: works, and yet is worth knowing. `skipped`: could not be found out. */
export type Status = 'ok' | 'notice' | 'failed' | 'skipped';

export interface Finding {
  readonly status: Status;
  /** What was found, in plain words. */
  readonly detail: string;
  /** The step to take, if there is one. */
  readonly advice?: string | undefined;
}

/** What can be said of an account as a whole. */
export interface AccountFindings {
  readonly token: Finding;
  readonly scopes: Finding;
  readonly licence: Finding;
  readonly region: Finding;
  /** Undefined when it is not configured. */
  readonly discovery: Finding | undefined;
  /** Undefined when it is right. */
  readonly clock: Finding | undefined;
}

/** One answer as it came, with secrets removed. */
export interface RawAnswer {
  /** Method and address. */
  readonly request: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly trackingId: string | undefined;
  /** The body, or why there is none. */
  readonly body: string;
}

export interface SiteReport {
  readonly site: string;
  /** The shortest configured window, which was asked for. */
  readonly window: string;
  /** Undefined when it was not asked. */
  readonly outcome: Outcome | undefined;
  readonly trackingId: string | undefined;
  readonly finding: Finding;
  /** Undefined unless asked for. */
  readonly answers: readonly RawAnswer[] | undefined;
}

/** What was tried of something that need not be on. */
export interface TrialReport {
  /** The collector's name. */
  readonly name: string;
  /** Undefined when it was not tried. */
  readonly outcome: Outcome | undefined;
  readonly finding: Finding;
}

export interface AccountReport {
  readonly account: string;
  readonly findings: AccountFindings;
  readonly trials: readonly TrialReport[];
  readonly sites: readonly SiteReport[];
  /** Polls a day at this configuration, without retries. */
  readonly callsPerDay: number;
}

export interface Report {
  /** Of the configuration. */
  readonly warnings: readonly string[];
  readonly accounts: readonly AccountReport[];
}

/** Whether each site gave an answer and nothing failed. */
export function isGood({ accounts }: Report): boolean {
  return accounts.every(
    ({ findings, trials, sites }) =>
      Object.values(findings).every((finding?: Finding) => finding?.status !== 'failed') &&
      trials.every(({ finding: { status } }) => status !== 'failed') &&
      sites.every(({ finding: { status } }) => status === 'ok' || status === 'notice'),
  );
}

/** The shape of `--json`, which scripts rely on: see docs/check.md. */
export function toJson(report: Report, redact: Redact): string {
  const accounts = report.accounts.map(({ account, findings, trials, sites, callsPerDay }) => ({
    account,
    calls_per_day: callsPerDay,
    ...findings,
    trials: Object.fromEntries(trials.map(({ name, outcome, finding }) => [name, { ...finding, outcome }])),
    sites: sites.map(({ site, window, outcome, trackingId, finding, answers }) => ({
      site,
      window,
      ...finding,
      outcome,
      tracking_id: trackingId,
      answers: answers?.map(({ trackingId: id, ...answer }) => ({ ...answer, tracking_id: id })),
    })),
  }));
  const document = { ok: isGood(report), warnings: report.warnings, accounts };
  const redactText = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? redact(value) : value;
  return JSON.stringify(document, redactText, 2);
}
