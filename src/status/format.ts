/** Two units at most: 45 s, 12 min, 3 h 5 min, 2 d. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(`${hours} h`, minutes % 60, 'min');
  return join(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function join(whole: string, rest: number, unit: string): string {
  return rest === 0 ? whole : `${whole} ${rest} ${unit}`;
}

/** How far ahead an instant lies: `in 5 min`, or `now`. */
export function formatNext(instantMs: number | undefined, nowMs: number): string {
  if (instantMs === undefined) return '–';
  return instantMs <= nowMs ? 'now' : `in ${formatAge(instantMs - nowMs)}`;
}

/** `2026-11-23 19:30:05`, UTC. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** RFC 3339 in UTC, for JSON and CSV; null: not known. */
export function toInstant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** `1 site`, `2 sites`, `1,234 sites`. */
export function pluralise(number: number, noun: string): string {
  return `${formatNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1,234`. Not by Intl, which takes a tenth of a start to load what it knows of languages. */
export function formatNumber(number: number): string {
  return number.toFixed(0).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `+3 %`, `−12 %`, `±0 %`; undefined is nothing. */
export function formatChange(change: number | undefined): string {
  if (change === undefined) return '';
  const percent = Math.round(change * 100);
  const sign = percent === 0 ? '±' : percent > 0 ? '+' : '−';
  return `${sign}${formatNumber(Math.abs(percent))} %`;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Sunday`. */
export function weekdayOf(ms: number): string {
  return WEEKDAYS[new Date(ms).getUTCDay()] ?? '';
}

/** `Sun 22 Nov`. */
export function formatDay(ms: number): string {
  const { day, month } = splitDay(ms);
  return `${weekdayOf(ms).slice(0, 3)} ${day} ${month}`;
}

/** `22 Nov`, `16–22 Nov`, `26 Oct – 22 Nov`: shown figures are days old at most, so no year is needed. */
export function formatDays(firstDay: string | undefined, lastDay: string | undefined): string {
  if (firstDay === undefined || lastDay === undefined) return '–';
  const first = splitDay(Date.parse(firstDay));
  const last = splitDay(Date.parse(lastDay));
  const end = `${last.day} ${last.month}`;
  if (firstDay === lastDay) return end;
  return first.month === last.month ? `${first.day}–${end}` : `${first.day} ${first.month} – ${end}`;
}

function splitDay(ms: number): { readonly day: number; readonly month: string } {
  // Sun, 22 Nov 2026 00:00:00 GMT
  const [, day = '', month = ''] = new Date(ms).toUTCString().split(' ');
  return { day: Number(day), month };
}
