import type { Answer } from '../../snapshot/summary.ts';
import type { Collector } from '../collector.ts';
import { MEETINGS_INSTRUMENTS } from './instruments.ts';
import { COLLECTOR_NAME, HEADLINE } from './name.ts';
import { toTargets } from './targets.ts';

/** The *Historical Data related to Meetings* API: one total per site and range of days. */
export const MEETINGS: Collector = {
  name: COLLECTOR_NAME,
  toTargets,
  instruments: MEETINGS_INSTRUMENTS,
  advice: {
    no_data: 'Webex has no figures for these days yet; usually they come within a day, nothing to do',
  },
  headline: HEADLINE,
  describe,
};

function describe({ figures }: Answer): string {
  const meetings = figures[HEADLINE.figure];
  return meetings === undefined ? 'figures without a number of meetings' : `${meetings} meetings`;
}
