import { ofPolls } from '../selectors.ts';

type Collector = Parameters<typeof ofPolls>[0];

/** Polls in the time of each bar by how they ended: successes, and the outcomes that came. */
export function pollsByOutcome(collector: Collector): readonly [string, string] {
  return [polls(collector, '="success"'), `${polls(collector, '!="success"')} > 0`];
}

function polls(collector: Collector, outcomes: string): string {
  const series = `webex_polls_total${ofPolls(collector, `outcome${outcomes}`)}`;
  return `sum by (outcome) (increase(${series}[$__rate_interval]))`;
}
