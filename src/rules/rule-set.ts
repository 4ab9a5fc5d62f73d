import { ADOPTION_GROUP } from './adoption-rules.ts';
import { toAlertingRules } from './alert.ts';
import { BREAKDOWN_GROUP, QUARTER_GROUP } from './breakdown-rules.ts';
import { dayGroup } from './day-rules.ts';
import { EXPORTER_ALERTS } from './exporter-alerts.ts';
import { LIVE_ALERTS, LIVE_GROUP } from './live-rules.ts';
import { POLL_ALERTS } from './poll-alerts.ts';
import { POLL_GROUP } from './poll-rules.ts';
import type { RuleGroup } from './rule-file.ts';
import { SCOPE_RULES } from './scope-rules.ts';
import { SETTLE_RULES } from './settle-rules.ts';
import { siteGroup } from './site-rules.ts';
import type { Choices } from './thresholds.ts';
import { TOKEN_ALERTS } from './token-alerts.ts';
import { VOLUME_ALERTS } from './volume-alerts.ts';
import { VOLUME_RULES } from './volume-rules.ts';

export const ALERT_GROUPS = [VOLUME_ALERTS, LIVE_ALERTS, POLL_ALERTS, TOKEN_ALERTS, EXPORTER_ALERTS];

export const ALERT_NAMES = ALERT_GROUPS.flatMap(({ alerts }) => Object.keys(alerts));

/** One group, so that all is said of the same moment: of two groups one may know a new day and the other not yet. */
const JUDGEMENT_GROUP: RuleGroup = {
  name: 'webex-volume',
  rules: [...SETTLE_RULES, ...VOLUME_RULES, ...SCOPE_RULES],
};

/** The rule files by name, in the order in which their groups build on each other. */
export function toRuleFiles(choices: Choices): Readonly<Record<RuleFileName, readonly RuleGroup[]>> {
  return {
    thresholds: [siteGroup(choices)],
    holidays: [dayGroup(choices)],
    'recording-rules': [
      JUDGEMENT_GROUP,
      BREAKDOWN_GROUP,
      QUARTER_GROUP,
      POLL_GROUP,
      LIVE_GROUP,
      ADOPTION_GROUP,
    ],
    alerts: ALERT_GROUPS.map((group) => ({
      name: group.name,
      rules: toAlertingRules(group, choices, { hasDetails: true }),
    })),
  };
}

export type RuleFileName = 'thresholds' | 'holidays' | 'recording-rules' | 'alerts';

/** What each file is for, as its head says it. */
export const RULE_FILE_HEADS: Readonly<Record<RuleFileName, string>> = {
  thresholds:
    'Which sites there are, and by which thresholds each is judged: the one file to change, best by `webex-exporter rules`.',
  holidays: `Days on which fewer meetings are no news: a site is quiet when the countries that its people usually join from have a holiday.
Holidays from date-holidays (ISC; its data CC BY-SA 3.0, from Wikipedia), those of whole countries and of most of their regions.`,
  'recording-rules': `What is shown on a day is the figure of the day before, held for a day: never use rate() or sum_over_time() on it. Days
are compared by the date of the figures, webex_window_end_timestamp_seconds, not by the clock.`,
  alerts: 'They need the other files beside this one.',
};
