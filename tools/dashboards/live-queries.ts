import { AGGREGATIONS } from './queries.ts';
import { maxBy, ofLive, sumBy } from './selectors.ts';

const WEEKS = [1, 2, 3, 4] as const;

/** Steadies a past week's figure: of a moment, in a site's turn up to a quarter of an hour old. */
const SMOOTHED = '15m';

/** What runs now, one series per account, or per site where sites are asked in turn (and per `labels`). */
export function live(name: string, labels: readonly string[] = [], modifier = ''): string {
  return maxBy(['account', 'site', ...labels], `${name}${ofLive()}${modifier}`);
}

/** The same, summed over all of them. */
export function liveTotal(name: string, labels: readonly string[] = []): string {
  return sumBy(labels, live(name, labels));
}

/** Of the total at the same time of the week in the four weeks before: the median, the least or the most. */
export function liveUsualTotal(name: string, which: 'median' | 'least' | 'most'): string {
  const weeks = sameTimes(name, (query) => `sum(${query})`);
  return `${AGGREGATIONS[which]}${weeks})`;
}

/** The median of the same per account or site. */
export function liveUsual(name: string): string {
  return `quantile by (account, site) (0.5,${sameTimes(name, (query) => query)})`;
}

/** Share of the bad ones of all whose quality is known: good and bad need not add up to the total. */
export function badShare(name: string, labels: readonly string[] = []): string {
  const bad = `${name}${ofLive('quality="bad"')}`;
  return `${sumBy(labels, maxBy(['account', 'site'], bad))}
/
  (${sumBy(labels, live(name, ['quality']))} > 0)`;
}

function sameTimes(name: string, combine: (query: string) => string): string {
  const weeks = WEEKS.map((week) => {
    const then = `avg_over_time(${name}${ofLive()}[${SMOOTHED}] offset ${week}w)`;
    return `label_replace(${combine(maxBy(['account', 'site'], then))}, "weeks_ago", "${week}", "", "")`;
  });
  return `\n  ${weeks.join('\n  or\n  ')}\n`;
}
