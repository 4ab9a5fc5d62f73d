import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startAlertmanager } from '../../support/components/alertmanager.ts';
import { runToSuccess } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { getData } from '../../support/components/prometheus-api.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { createFolder, type RunningServer } from '../../support/components/server.ts';
import { urlOf } from '../../support/listening.ts';
import { dashboards, panelsOf } from './dashboards.ts';
import { renderLiveHistory } from './live-history.ts';
import { listenWebhook, type Webhook } from './notifications.ts';
import { DAY_MS, MINUTE_MS } from '../../support/time.ts';
import { waitForWholeDay } from '../../support/whole-day.ts';

const SITE = 'acme-eu.webex.com';
const SITES = [SITE, 'acme-apac.webex.com', 'acme-labs.webex.com'];
const HISTORY_DAYS = 70;
const PATIENCE = { timeout: 45_000, interval: 500 };

/** Of live meetings, a sample each. */
const LIVE_STEP_MS = 5 * 60_000;
const LIVE_DAYS = 35;

/** The panel that has rows while alerts fire. */
const FIRING = 'Firing alerts';

/** Queries without a result here: failures, of which there are none, and ends of a token that has no known end. */
const EMPTY = [
  'Access token',
  'Refresh token',
  'Polls by how they ended',
  'Days left of access tokens',
  'Days left of refresh tokens',
];

const rules = fileURLToPath(new URL('../../../deploy/prometheus/', import.meta.url));
const ruleStates = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
});

/** Queries of panels as Grafana sends them, at first sight of the dashboard. */
const queries = dashboards.flatMap(({ dashboard }) =>
  panelsOf(dashboard).flatMap(({ title, interval, targets = [] }) =>
    targets.filter(isAnswerable).map(({ expr, instant = false }) => ({
      title,
      expr: fillIn(expr),
      kind: expr.includes('webex_live_')
        ? instant
          ? 'live now'
          : 'live day'
        : instant
          ? 'now'
          : interval === '1d'
            ? 'days'
            : 'seconds',
    })),
  ),
);

/** Whether there is an answer here: the exporter polls no live meetings, which are in the history alone. */
function isAnswerable({ expr }: { readonly expr: string }): boolean {
  return !expr.includes('collector="live"');
}

/** All of everything, as at the first sight of a dashboard where no series has the label `cluster`. */
function fillIn(expr: string): string {
  return expr
    .replaceAll('$site', `(${SITES.map((site) => site.replaceAll('.', '\\\\.')).join('|')})`)
    .replaceAll(/\$(?:cluster|job|account)/g, '.*')
    .replaceAll('$window', '1d')
    .replaceAll('$__rate_interval', '10s');
}

/** A plain date so many days before the one that is shown on the day `todayMs`. */
function dataDate(todayMs: number, daysBefore: number): string {
  return toDate(quietDay(todayMs) - daysBefore * DAY_MS);
}

/**
 * The newest 18 March. A data delay shows it today, whenever this test runs: no holiday of a site is in the weeks
 * before it.
 */
function quietDay(todayMs: number): number {
  const year = new Date(todayMs).getUTCFullYear();
  const thisYear = Date.UTC(year, 2, 18);
  return thisYear < todayMs - DAY_MS ? thisYear : Date.UTC(year - 1, 2, 18);
}

function toDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The rules without their patience, for a test has none. */
async function writeHastyRules(folder: string): Promise<readonly string[]> {
  const names = ['thresholds', 'holidays', 'recording-rules', 'alerts'];
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(rules, `${name}.yaml`), 'utf8');
      const file = join(folder, `${name}.yaml`);
      await writeFile(file, text.replaceAll(/^ +(?:for|interval): .*\n/gm, ''));
      return file;
    }),
  );
}

describeWith(['prometheus', 'promtool', 'alertmanager'], 'ten weeks of history and live data', (paths) => {
  let todayMs: number;
  let liveEndMs: number;
  let simulator: Simulator;
  let webex: RunningSimulator;
  let webhook: Webhook;
  let alertmanager: RunningServer;
  let exporter: RunningProcess;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    await waitForWholeDay(2 * MINUTE_MS);
    todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    simulator = createSimulator({ now: Date.now, sites: SITES });
    webex = await listenSimulator(simulator);
    const env = {
      WEBEX_SITES: SITES.join(','),
      WEBEX_WINDOWS: '1d',
      WEBEX_DATA_DELAY: `${(todayMs - quietDay(todayMs)) / DAY_MS}d`,
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webex.url,
      // Without its patience a rule takes two of them for the end of all polls: a busy machine may take some seconds.
      WEBEX_POLL_INTERVAL: '5s',
      WEBEX_REQUESTS_PER_MINUTE: '60000',
    };
    const { path: folder } = await createFolder('history');
    const dataDir = join(folder, 'data');
    const flags = {
      from: toDate(todayMs - HISTORY_DAYS * DAY_MS),
      to: toDate(todayMs),
      'output-dir': join(folder, 'days'),
      promtool: paths.promtool,
      tsdb: dataDir,
    };
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    await using backfill = await startExporter(['backfill', ...args, '--label=job=webex'], env);
    const code = await backfill.exited;
    if (code !== 0) throw new Error(`backfill ended with ${code}: ${backfill.stderr.join('\n')}`);

    liveEndMs = Math.floor(Date.now() / LIVE_STEP_MS) * LIVE_STEP_MS;
    await createLiveBlocks(folder, dataDir);

    webhook = await listenWebhook();
    alertmanager = await startAlertmanager({
      binary: paths.alertmanager,
      config: webhook.alertmanagerConfig,
    });
    exporter = await startExporter(['--web.listen-address=127.0.0.1:0'], env);
    const target = new URL(await urlOf(exporter)).host;
    prometheus = await startPrometheus({
      binary: paths.prometheus,
      dataDir,
      retention: '10y',
      scrapeConfigs: [{ job_name: 'webex', static_configs: [{ targets: [target] }] }],
      ruleFiles: await writeHastyRules(folder),
      alertmanagers: [alertmanager.url],
    });
    const judged = 'count(site:webex_meetings:settled_change_ratio)';
    await vi.waitFor(async () => {
      const [count] = await prometheus.query(judged);
      if (count?.value !== SITES.length) throw new Error(`${count?.value ?? 0} sites are judged`);
    }, PATIENCE);
  }, 360_000);

  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
    await alertmanager?.stop();
    webhook?.close();
    await webex?.close();
  });

  /** One account is asked as a whole, the other one site by site. */
  async function createLiveBlocks(folder: string, dataDir: string): Promise<void> {
    const accounts = { emea: [], apac: SITES.slice(1) };
    for (const [account, sites] of Object.entries(accounts)) {
      const file = join(folder, `${account}.om`);
      const text = renderLiveHistory({
        account,
        sites,
        fromMs: liveEndMs - LIVE_DAYS * DAY_MS,
        toMs: liveEndMs,
        stepMs: LIVE_STEP_MS,
        labels: 'job="webex"',
      });
      await writeFile(file, text);
      await runToSuccess(paths.promtool, [
        'tsdb',
        'create-blocks-from',
        '--max-block-duration=744h',
        'openmetrics',
        file,
        dataDir,
      ]);
    }
  }

  async function ask({ expr, kind }: (typeof queries)[number]) {
    const liveEnd = liveEndMs / 1000;
    if (kind === 'live now') return prometheus.query(expr, liveEnd);
    if (kind === 'live day') return prometheus.queryRange(expr, liveEnd - 86_400, liveEnd, 300);
    if (kind === 'now') return prometheus.query(expr);
    const today = todayMs / 1000;
    if (kind === 'days') return prometheus.queryRange(expr, today - 42 * 86_400, today, 86_400);
    const now = Math.floor(Date.now() / 1000);
    return prometheus.queryRange(expr, now - 20, now, 5);
  }

  it('answers every query of every panel', async () => {
    const counts = new Map(queries.map((query) => [query, 0]));
    // Rates need a few scrapes; what is answered once is not asked again.
    const findEmpty = async (): Promise<readonly string[]> => {
      const asked = queries.filter((query) => counts.get(query) === 0 && query.title !== FIRING);
      await Promise.all(asked.map(async (query) => counts.set(query, (await ask(query)).length)));
      return asked.filter((query) => counts.get(query) === 0).map(({ title }) => title);
    };
    await expect.poll(findEmpty, PATIENCE).toEqual(EMPTY);
    // A row or line for each site where sites are told apart, and one line where they are added up.
    const countsOf = (titles: readonly string[]): ReadonlySet<number | undefined> =>
      new Set(queries.filter(({ title }) => titles.includes(title)).map((query) => counts.get(query)));
    const perSite = [
      'Sites against the usual',
      'Use of features by site',
      'All sites',
      'Hosts by site',
      'Windows',
    ];
    expect(countsOf(perSite)).toEqual(new Set([SITES.length]));
    const sums = ['Meetings', 'Participants', 'Time in audio', 'Use of features'];
    expect(countsOf([...sums, 'Meetings now, against the same time of the week'])).toEqual(new Set([1]));
    expect(countsOf(['Roles', 'Participants by quality'])).toEqual(new Set([2]));
    // One row for the account that is asked as a whole, and one for each site of the other.
    expect(countsOf(['Accounts and sites now'])).toEqual(new Set([SITES.length]));
  }, 100_000);

  it('shows live meetings between the least and the most of the same time in four weeks', async () => {
    const course = queries.filter(
      ({ title }) => title === 'Participants now, against the same time of the week',
    );
    const [least, most, median, now] = await Promise.all(course.map(ask));
    const at = (series: Awaited<ReturnType<typeof ask>> | undefined): readonly number[] =>
      (series ?? []).flatMap((one) => ('points' in one ? one.points.map(({ value }) => value) : []));
    expect(at(now).length).toBeGreaterThan(280);
    const isOrdered = at(median).map(
      (value, i) => (at(least)[i] ?? NaN) <= value && value <= (at(most)[i] ?? NaN),
    );
    expect(isOrdered.filter((ordered) => !ordered)).toEqual([]);
    expect(isOrdered.length).toBeGreaterThan(280);
  });

  it('answers the marks on panels', async () => {
    const marks = dashboards.flatMap(({ dashboard }) => dashboard.annotations.list);
    const started = marks.find(({ name }) => name === 'Starts of the exporter');
    const [start] = await prometheus.query(fillIn(started?.expr ?? ''));
    // In milliseconds, as Grafana takes a value for a time.
    expect(Math.abs((start?.value ?? 0) - Date.now())).toBeLessThan(600_000);
    await Promise.all(marks.map(({ expr }) => prometheus.query(fillIn(expr))));
  });

  it('shows each day’s figure on a bar of its own, the newest one yesterday', async () => {
    const query = queries.find(({ title }) => title === 'Meetings by site');
    const series = query === undefined ? [] : await ask(query);
    const points = series.flatMap((one) =>
      one.labels['site'] === SITE && 'points' in one ? one.points : [],
    );
    const expected = Array.from({ length: 42 }, (_, index) => 42 - index).map((daysAgo) => {
      const date = dataDate(todayMs, daysAgo - 1);
      return {
        timeSeconds: (todayMs - daysAgo * DAY_MS) / 1000,
        value: simulator.answer(SITE, date, date).metrics.totalMeetings,
      };
    });
    expect(points).toEqual(expected);
  });

  it('evaluates every rule, and nothing alarms', async () => {
    const { groups } = ruleStates.parse(await getData(prometheus.url, 'rules'));
    const all = groups.flatMap(({ rules }) => rules);
    expect(all.length).toBeGreaterThan(40);
    expect(all.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
  });

  it('tells through Alertmanager that half of a site’s meetings are gone, and that they are back', async () => {
    const date = dataDate(todayMs, 0);
    simulator.incidents.set(SITE, { factor: 0.5, from: date, to: date });
    await expect.poll(() => webhook.told, PATIENCE).toContain(`firing WebexMeetingsDropped ${SITE}`);
    const panel = queries.find(({ title }) => title === FIRING);
    const rows = panel === undefined ? [] : await ask(panel);
    expect(rows.map(({ labels }) => labels)).toContainEqual(
      expect.objectContaining({ alertname: 'WebexMeetingsDropped', site: SITE }),
    );
    simulator.incidents.clear(SITE);
    await expect.poll(() => webhook.told, PATIENCE).toContain(`resolved WebexMeetingsDropped ${SITE}`);
    expect(webhook.told.filter((line) => !/ WebexMeetings(Dropped|Low) /.test(line))).toEqual([]);
  }, 100_000);
});
