import { current, maxBy, OF_WINDOW as CHOSEN, sumBy } from './selectors.ts';

/** From the beginning of a day to shortly before the end of the next one, on which its figure is shown. */
const SHOWN = 'offset -47h55m';

const WEEKS = [1, 2, 3, 4] as const;
const WEEK_SECONDS = 7 * 86_400;

/** Openings of aggregations over the weeks before. */
export const AGGREGATIONS = { median: 'quantile(0.5,', least: 'min(', most: 'max(' } as const;

/** A figure as it is shown now, summed over the chosen sites. Never of unique hosts. */
export function total(name: string, labels: readonly string[] = []): string {
  return sumBy(labels, current(name, labels));
}

/**
 * A figure of each day, at that day: for a panel with a step of a day. It is the last value shown before the next day's
 * figure comes, or the newest one if that is not over yet.
 */
export function daily(name: string, labels: readonly string[] = []): string {
  const series = `${name}${CHOSEN}`;
  const by = ['site', ...labels];
  return `${maxBy(by, `${series} ${SHOWN}`)}
or on (site)
${maxBy(by, `last_over_time(${series}[1d] ${SHOWN})`)}`;
}

/** The same, summed over the chosen sites. Never of unique hosts. */
export function dailyTotal(name: string, labels: readonly string[] = []): string {
  return sumBy(labels, `\n  ${daily(name, labels).replaceAll('\n', '\n  ')}\n`);
}

/** At each day, of the total of the chosen sites on the same weekday in the four weeks before: the median, the least or the most. */
export function dailyUsualTotal(name: string, which: 'median' | 'least' | 'most'): string {
  // A day's figure, as above, so many weeks before: 7 days less 47 h 55 min are 5 days and 5 minutes.
  const weeks = WEEKS.map((week) =>
    tagged(week, `sum(${maxBy(['site'], `${name}${CHOSEN} offset ${7 * week - 2}d5m`)})`),
  );
  return `${AGGREGATIONS[which]}\n  ${weeks.join('\n  or\n  ')}\n)`;
}

/** The present figure's usual value per site: the median of the same weekday in the four weeks before, by the data's date. */
export function usual(name: string): string {
  const weeks = WEEKS.map((week) => tagged(week, weeksBefore(name, week)));
  return `quantile by (site) (0.5,\n  ${weeks.join('\n  or\n  ')}\n)`;
}

/**
 * The present figure's change against the one of a week before, of the sites that have both; `labels` tell its parts,
 * which are summed over sites.
 */
export function changeInAWeek(name: string, labels: readonly string[] = []): string {
  const now = `${current(name, labels)} and on (site) (${isOfSameWeekday(1)})`;
  return `${sumBy(labels, now)}\n/\n  ${sumBy(labels, weeksBefore(name, 1, labels))}\n- 1`;
}

/** Of the `count` largest now; `labels` tell the parts that are ranked. For panels with a step of a day. */
export function ofTheLargest(count: number, query: string, name: string, labels: readonly string[]): string {
  // The step's end is last midnight, and the newest figures came after it.
  const newest = `last_over_time(${name}${CHOSEN}[2d] @ end() offset -1d)`;
  const ranked = sumBy(labels, maxBy(['site', ...labels.filter((label) => label !== 'site')], newest));
  return `(\n  ${query.replaceAll('\n', '\n  ')}\n)\nand on (${labels.join(', ')})\n  topk(${count}, ${ranked})`;
}

/** `part` over `whole`, where there is a whole. */
export function share(part: string, whole: string): string {
  return `${part}\n/\n  (${whole} > 0)`;
}

/** Each part's share of all of them. */
export function shareOfAll(parts: string): string {
  return `${parts}\n/\n  scalar(sum(${parts}))`;
}

function weeksBefore(name: string, weeks: number, labels: readonly string[] = []): string {
  const figure = maxBy(['site', ...labels], `${name}${CHOSEN} offset ${weeks}w`);
  return `${figure} and on (site) (${isOfSameWeekday(weeks)})`;
}

/** Sites whose date then was exactly so many weeks older: not those that had not rolled on to the next day. */
function isOfSameWeekday(weeks: number): string {
  const end = `webex_window_end_timestamp_seconds${CHOSEN}`;
  return `${maxBy(['site'], end)} - ${maxBy(['site'], `${end} offset ${weeks}w`)} == ${weeks * WEEK_SECONDS}`;
}

/** Keeps the weeks apart in a union. */
function tagged(week: number, query: string): string {
  return `label_replace(${query}, "weeks_ago", "${week}", "", "")`;
}
