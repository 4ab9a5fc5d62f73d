import { COUNTRY_HOLIDAYS, type CountryHolidays } from './holiday-dates.ts';
import { metric } from './metric.ts';
import { renderRuleFile, type RecordingRule, type RuleGroup } from './rule-file.ts';
import { dayFigure, RECORDED } from './series.ts';
import { THRESHOLDS } from './thresholds.ts';

const END = dayFigure('webex_window_end_timestamp_seconds');

const GROUP: RuleGroup = {
  name: 'webex-holidays',
  rules: [
    {
      record: RECORDED.dataDate,
      comment: 'The day that the shown 1d figures are about, as a number: 20261126.',
      // One second before the end of the window is its last day.
      expr: `10000 * year(${END} - 1)
+ 100 * month(${END} - 1)
+ day_of_month(${END} - 1)`,
    },
    ...COUNTRY_HOLIDAYS.map(toRule),
    {
      record: RECORDED.quietDay,
      comment:
        'Share of the joins that usually come from countries with a holiday, where it is large enough to matter.\nThe turn of the year is quiet everywhere.',
      expr: `group by (site) (${RECORDED.dataDate} % 10000 >= 1224 or ${RECORDED.dataDate} % 10000 <= 102)
or
  sum by (site) (${RECORDED.countryHoliday}) >= ${THRESHOLDS.holidayJoinsRatio}`,
    },
  ],
};

function toRule({ countryCode, everyYear, onDates }: CountryHolidays): RecordingRule {
  const byCountry = metric('webex_meeting_participants_by_country');
  const all = metric('webex_meeting_participants');
  const dates = [...everyYear.map((day) => `....${day}`), ...onDates];
  return {
    record: RECORDED.countryHoliday,
    labels: { country_code: countryCode },
    // The date is compared as a label, which takes a whole list of dates as one regular expression.
    expr: `max by (site) (${byCountry}{window="1d",country_code="${countryCode}"} offset 1w)
/
  max by (site) (${all}{window="1d"} offset 1w)
and on (site) (
  label_replace(
    count_values by (site) ("date", ${RECORDED.dataDate}),
    "is_holiday", "yes", "date", "${dates.join('|')}"
  )
  and on (is_holiday)
    label_replace(vector(1), "is_holiday", "yes", "", "")
)`,
  };
}

/** The rule file of holidays, apart from the others so that users can keep their own in its place. */
export function renderHolidays(): string {
  return renderRuleFile(
    `Days on which fewer meetings are no news. A site is quiet when the countries that its people usually join from have a
holiday. For a day of your own, add a rule that records ${RECORDED.countryHoliday}
for your site with the value 1, or keep your own file in place of this one.`,
    [GROUP],
  );
}
