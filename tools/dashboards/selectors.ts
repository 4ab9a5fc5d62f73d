/**
 * What the reader picked, as label matchers. "All" clusters, jobs and accounts is `.*`, which holds for series without
 * the label too: a Prometheus without a `cluster` label, figures pushed by OTLP without a `job`.
 */
const WHERE = 'cluster=~"$cluster",job=~"$job"';

/** Figures: they carry no account, which the choice of sites has taken into account. */
export const OF_WINDOW = `{${WHERE},site=~"$site",window="$window"}`;

/** Figures and window dates, of every window. */
export const OF_SITES = `{${WHERE},site=~"$site"}`;

/** What is counted by account. */
export const OF_ACCOUNTS = `{${WHERE},account=~"$account"}`;

/** Live meetings: counted by site, or, where one request asks for the whole account, without one. */
export function ofLive(further = ''): string {
  return `{${WHERE},account=~"$account",site=~"$site|"${further && `,${further}`}}`;
}

/** The exporter's own processes. */
export const OF_EXPORTERS = `{${WHERE}}`;

/** Recorded series have the site alone. */
export function ofRecorded(further = ''): string {
  return `{site=~"$site"${further && `,${further}`}}`;
}

/** Polls of the historical figures, and those of live meetings; `further` are more matchers. */
export function ofPolls(collector: 'meetings' | 'live', further = ''): string {
  const matchers =
    collector === 'live' ? 'collector="live",site=~"$site|"' : 'collector!="live",site=~"$site"';
  return `{${WHERE},account=~"$account|",${matchers}${further && `,${further}`}}`;
}

/** A figure that is shown now, one series per site (and per `labels`), whichever pod shows it. */
export function current(name: string, labels: readonly string[] = []): string {
  return maxBy(['site', ...labels], `${name}${OF_WINDOW}`);
}

export function maxBy(labels: readonly string[], query: string): string {
  return `max by (${labels.join(', ')}) (${query})`;
}

export function sumBy(labels: readonly string[], query: string): string {
  return labels.length === 0 ? `sum(${query})` : `sum by (${labels.join(', ')}) (${query})`;
}
