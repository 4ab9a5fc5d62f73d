import type { Headline } from '../../snapshot/headline.ts';

/** The `collector` label of historical meeting figures. */
export const COLLECTOR_NAME = 'meetings';

export const HEADLINE: Headline = { figure: 'totalMeetings', noun: 'meeting' };
