import { DAY_MS, HOUR_MS } from '../../support/time.ts';

export interface LiveHistoryOptions {
  readonly account: string;
  /** Asked site by site; none: asked for the whole account. */
  readonly sites: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Put on every series, as Prometheus does: `job="webex"`. */
  readonly labels: string;
}

/** Where people are, their share of all, and when their day begins, in hours UTC. */
const COUNTRIES = [
  { country: 'United States', code: 'US', share: 0.55, opensAt: 14 },
  { country: 'Germany', code: 'DE', share: 0.2, opensAt: 7 },
  { country: 'India', code: 'IN', share: 0.15, opensAt: 4 },
  { country: 'Japan', code: 'JP', share: 0.1, opensAt: 0 },
] as const;

const MEETINGS_AT_PEAK = 600;
const PARTICIPANTS_PER_MEETING = 7;
const BAD_SHARE = 0.03;

/** Weeks of live meetings as OpenMetrics: nobody can be asked for them afterwards, so no backfill has them. */
export function renderLiveHistory(options: LiveHistoryOptions): string {
  const { account, sites, fromMs, toMs, stepMs, labels } = options;
  const instants: number[] = [];
  for (let ms = fromMs; ms <= toMs; ms += stepMs) instants.push(ms);
  const subjects = sites.length === 0 ? [''] : sites;

  const series = (further: string, figure: (ms: number, index: number) => number): string =>
    subjects
      .map((site, index) => {
        const own = site === '' ? '' : `,site="${site}"`;
        const head = `{account="${account}"${own}${further},${labels}}`;
        return instants.map((ms) => `NAME${head} ${Math.round(figure(ms, index))} ${ms / 1000}\n`).join('');
      })
      .join('');
  const byQuality = (per: number): string =>
    series(',quality="bad"', (ms, index) => BAD_SHARE * per * meetingsAt(ms, index)) +
    series(',quality="good"', (ms, index) => (1 - BAD_SHARE) * per * meetingsAt(ms, index));
  const byCountry = (per: number): string =>
    COUNTRIES.map((one) =>
      series(
        `,country="${one.country}",country_code="${one.code}"`,
        (ms, index) => per * countryAt(one, ms, index),
      ),
    ).join('');

  const families = {
    webex_live_meetings: series('', meetingsAt),
    webex_live_meetings_by_country: byCountry(1),
    webex_live_meetings_by_quality: byQuality(1),
    webex_live_participants: series('', (ms, index) => PARTICIPANTS_PER_MEETING * meetingsAt(ms, index)),
    webex_live_participants_by_country: byCountry(PARTICIPANTS_PER_MEETING),
    webex_live_participants_by_quality: byQuality(PARTICIPANTS_PER_MEETING),
  };
  const text = Object.entries(families).map(
    ([name, lines]) => `# TYPE ${name} gauge\n${lines.replaceAll(/^NAME/gm, name)}`,
  );
  return `${text.join('')}# EOF\n`;
}

function meetingsAt(ms: number, index: number): number {
  return COUNTRIES.reduce((sum, country) => sum + countryAt(country, ms, index), 0);
}

/** A working day of ten hours, low at noon; little at night and at weekends; no two weeks and sites alike. */
function countryAt({ share, opensAt }: (typeof COUNTRIES)[number], ms: number, index: number): number {
  const localMs = ms - opensAt * HOUR_MS;
  const hour = (((localMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  const weekday = new Date(localMs).getUTCDay();
  const isWorkday = weekday >= 1 && weekday <= 5;
  const course =
    hour < 10 ? Math.sin((Math.PI * hour) / 10) * (1 - 0.25 * Math.exp(-((hour - 4.5) ** 2))) : 0;
  const week = Math.floor(ms / (7 * DAY_MS));
  const variety = 1 + 0.08 * Math.sin(week * 2.3 + index) + 0.02 * Math.sin(ms / (11 * 60_000));
  return (MEETINGS_AT_PEAK / (index + 1)) * share * variety * (isWorkday ? 0.02 + course : 0.02);
}
