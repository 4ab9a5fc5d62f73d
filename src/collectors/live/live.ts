import type { Answer } from '../../snapshot/summary.ts';
import type { Collector } from '../collector.ts';
import { LIVE_INSTRUMENTS } from './instruments.ts';
import { COLLECTOR_NAME } from './name.ts';
import { toTargets, toTrial } from './targets.ts';

/** *Live Monitoring*: how many meetings run now, by country and quality. */
export const LIVE: Collector = {
  name: COLLECTOR_NAME,
  toTargets,
  instruments: LIVE_INSTRUMENTS,
  advice: {
    no_data: 'Webex gives no figures of live meetings; nothing to do unless it lasts',
    rate_limited:
      'Webex answers once a minute for each organisation: find out what else asks it for live meetings, such as another exporter with the same organisation',
    unauthorized:
      'the token is not accepted here; where the historical polls succeed with it, set WEBEX_LIVE=off or authorise with an administrator who may see live meetings',
  },
  headline: { figure: 'meetings', noun: 'live meeting' },
  describe,
  toTrial,
};

function describe({ figures }: Answer): string {
  const { meetings, participants } = figures;
  if (meetings === undefined) return 'figures without a number of live meetings';
  const people = participants === undefined ? '' : ` with ${participants} participants`;
  return `${meetings} live meetings${people}`;
}
