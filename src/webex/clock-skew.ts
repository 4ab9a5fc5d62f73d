/** Tokens, windows and Retry-After still work with a clock that is off by less. */
const NOTICEABLE_MS = 5 * 60_000;

/** Compares this machine's clock with Webex's. */
export interface ClockSkew {
  note(webexMs: number, nowMs: number): void;
  /** How far this machine's clock is ahead (negative: behind); undefined while that is not worth a word. */
  readonly noticeableMs: number | undefined;
}

/** `onNotice` is told when it becomes worth a word. */
export function createClockSkew(onNotice: (skewMs: number) => void): ClockSkew {
  let noticeableMs: number | undefined;
  return {
    note(webexMs, nowMs) {
      const skewMs = nowMs - webexMs;
      const before = noticeableMs;
      noticeableMs = Math.abs(skewMs) > NOTICEABLE_MS ? skewMs : undefined;
      if (noticeableMs !== undefined && before === undefined) onNotice(skewMs);
    },
    get noticeableMs() {
      return noticeableMs;
    },
  };
}

/** `12 minutes ahead`. */
export function describeSkew(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return `${minutes} minutes ${skewMs > 0 ? 'ahead of' : 'behind'} Webex's`;
}
