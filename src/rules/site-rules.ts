import type { RecordingRule, RuleGroup } from './rule-file.ts';
import { DAY_INTERVAL, recent, RECORDED, siteThreshold, wideThreshold } from './series.ts';
import { SITE_THRESHOLDS, WIDE_THRESHOLDS, type Choices } from './thresholds.ts';

/** Which sites there are, and by which thresholds each is judged. */
export function siteGroup({ siteThresholds, wideThresholds, overrides }: Choices): RuleGroup {
  return {
    name: 'webex-sites',
    rules: [
      {
        record: RECORDED.knownSite,
        expr: `group by (site) (${recent('webex_window_end_timestamp_seconds')})
or
  group by (site) (${recent('webex_site_info')})`,
      },
      {
        record: RECORDED.siteAccount,
        comment: 'One account for each site, whichever exporter says it; no label where none does.',
        expr: `topk by (site) (1, max by (site, account) (${recent('webex_site_info')}))
or on (site)
  ${RECORDED.knownSite}`,
      },
      {
        record: RECORDED.patience,
        comment: 'The poll interval, but an hour at least and six hours at most.',
        expr: `clamp_max(clamp_min(max by (site) (${DAY_INTERVAL}), 3600), 21600)
or on (site)
  3600 * ${RECORDED.knownSite}`,
      },
      ...namesOf(SITE_THRESHOLDS).map((name): RecordingRule => {
        const chosen = overrides.flatMap(({ sites, thresholds }) => {
          const value = thresholds[name];
          return value === undefined ? [] : [`0 * ${RECORDED.knownSite}{site=~"${sites}"} + ${value}`];
        });
        return {
          record: siteThreshold(name),
          comment: `${SITE_THRESHOLDS[name].description}.`,
          expr: [...chosen, `0 * ${RECORDED.knownSite} + ${siteThresholds[name]}`].join('\nor on (site)\n  '),
        };
      }),
      ...namesOf(WIDE_THRESHOLDS).map((name): RecordingRule => ({
        record: wideThreshold(name),
        comment: `${WIDE_THRESHOLDS[name].description}.`,
        expr: `vector(${wideThresholds[name]})`,
      })),
    ],
  };
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table).filter((name): name is Name => Object.hasOwn(table, name));
}
