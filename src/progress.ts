const BAR_CELLS = 24;
const LINE_EVERY_MS = 60_000;
const REDRAW_EVERY_MS = 200;

export interface ProgressOptions {
  /** Requests still to be made. */
  readonly total: number;
  readonly now: () => number;
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
}

/** How far a long run is: a bar that is redrawn on a terminal, a line a minute elsewhere. */
export interface Progress {
  advance(isAnswered: boolean): void;
  finish(): void;
}

export function createProgress({ total, now, isTerminal, write }: ProgressOptions): Progress {
  const startMs = now();
  let done = 0;
  let failed = 0;
  let shownMs = startMs;

  const show = (): void => {
    shownMs = now();
    const text = describeProgress({ total, done, failed, elapsedMs: shownMs - startMs });
    write(isTerminal ? `\r\u001B[K${renderBar(done, total)} ${text}` : `${text}\n`);
  };
  return {
    advance(isAnswered) {
      done += 1;
      if (!isAnswered) failed += 1;
      if (now() - shownMs >= (isTerminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)) show();
    },
    finish() {
      if (total === 0) return;
      show();
      if (isTerminal) write('\n');
    },
  };
}

interface ProgressState {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

export function describeProgress({ total, done, failed, elapsedMs }: ProgressState): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const perMinute = elapsedMs > 0 ? (done / elapsedMs) * 60_000 : 0;
  const left =
    perMinute > 0 && done < total ? `, about ${formatMinutes((total - done) / perMinute)} left` : '';
  const failures = failed > 0 ? `, ${failed} without an answer` : '';
  return `${percent}% ${done}/${total} requests, ${perMinute.toFixed(0)}/min${left}${failures}`;
}

export function formatMinutes(minutes: number): string {
  if (minutes < 1) return `${Math.ceil(minutes * 60)} s`;
  const whole = Math.ceil(minutes);
  return whole < 90 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

function renderBar(done: number, total: number): string {
  const filled = total === 0 ? BAR_CELLS : Math.floor((done / total) * BAR_CELLS);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}]`;
}
