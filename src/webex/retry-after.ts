/** Bounds on what a server may ask for, so that a nonsense value neither hammers it nor silences us for days. */
export const MIN_RETRY_AFTER_MS = 1000;
export const MAX_RETRY_AFTER_MS = 3_600_000;

/** When a throttling answer gives no usable time. Cisco's own sample server asks for 60 s. */
export const DEFAULT_RETRY_AFTER_MS = 60_000;

/** Whether a status asks the whole account to wait. Cisco documents Retry-After for 423, too. */
export function isThrottling(status: number): boolean {
  return status === 423 || status === 429;
}

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/;

/**
 * How long a Retry-After header asks to wait: whole seconds or an HTTP-date. Undefined for anything else; Webex has
 * been seen to send the literal text `rand(30),add(30)`.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return clamp(Number(text) * 1000);
  if (!HTTP_DATE.test(text)) return undefined;
  // RFC 9110: an HTTP-date is always UTC; asctime's form does not say so.
  const dateMs = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : clamp(dateMs - nowMs);
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, MIN_RETRY_AFTER_MS), MAX_RETRY_AFTER_MS);
}
