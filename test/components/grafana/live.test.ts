import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { listenSimulator, type RunningSimulator } from '../../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { startAlertmanager } from '../../support/components/alertmanager.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { startExporter, type RunningProcess } from '../../support/components/process.ts';
import { getData } from '../../support/components/prometheus-api.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/components/prometheus.ts';
import { createFolder, type RunningServer } from '../../support/components/server.ts';
import { urlOf } from '../../support/listening.ts';
import { dashboards, panelsOf } from './dashboards.ts';
import { listenWebhook, type Webhook } from './notifications.ts';
import { DAY_MS } from '../../support/time.ts';

const SITE = 'acme-eu.webex.com';
const SITES = [SITE, 'acme-apac.webex.com', 'acme-labs.webex.com'];
const HISTORY_DAYS = 70;
const PATIENCE = { timeout: 45_000, interval: 500 };

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
    targets.map(({ expr, instant = false }) => ({
      title,
      expr: expr
        .replaceAll('$site', '.+')
        .replaceAll('$window', '1d')
        .replaceAll('$budget', '60')
        .replaceAll('$__rate_interval', '10s'),
      kind: instant ? 'now' : interval === '1d' ? 'days' : 'seconds',
    })),
  ),
);

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

/** The alerts without their patience, for a test has none. */
async function writeHastyAlerts(folder: string): Promise<string> {
  const text = await readFile(join(rules, 'alerts.yaml'), 'utf8');
  const file = join(folder, 'alerts.yaml');
  await writeFile(file, text.replaceAll(/^ +for: .*\n/gm, ''));
  return file;
}

describeWith(['prometheus', 'promtool', 'alertmanager'], 'ten weeks of history and live data', (paths) => {
  let todayMs: number;
  let simulator: Simulator;
  let webex: RunningSimulator;
  let webhook: Webhook;
  let alertmanager: RunningServer;
  let exporter: RunningProcess;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    simulator = createSimulator({ now: Date.now, sites: SITES });
    webex = await listenSimulator(simulator);
    const env = {
      WEBEX_SITES: SITES.join(','),
      WEBEX_WINDOWS: '1d',
      WEBEX_DATA_DELAY: `${(todayMs - quietDay(todayMs)) / DAY_MS}d`,
      WEBEX_ACCESS_TOKEN: SIMULATOR_CREDENTIALS.accessToken,
      WEBEX_ANALYTICS_URL: webex.url,
      WEBEX_POLL_INTERVAL: '1s',
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
      ruleFiles: [
        join(rules, 'holidays.yaml'),
        join(rules, 'recording-rules.yaml'),
        await writeHastyAlerts(folder),
      ],
      alertmanagers: [alertmanager.url],
    });
    const judged = 'count(site:webex_meetings:settled_change_ratio)';
    await vi.waitFor(async () => {
      const [count] = await prometheus.query(judged);
      if (count?.value !== SITES.length) throw new Error(`${count?.value ?? 0} sites are judged`);
    }, PATIENCE);
  }, 240_000);

  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
    await alertmanager?.stop();
    webhook?.close();
    await webex?.close();
  });

  async function ask({ expr, kind }: (typeof queries)[number]) {
    if (kind === 'now') return prometheus.query(expr);
    const today = todayMs / 1000;
    if (kind === 'days') return prometheus.queryRange(expr, today - 42 * 86_400, today, 86_400);
    const now = Math.floor(Date.now() / 1000);
    return prometheus.queryRange(expr, now - 20, now, 5);
  }

  it('answers every query of every panel', async () => {
    const askAll = async (): Promise<readonly { readonly title: string; readonly count: number }[]> =>
      Promise.all(queries.map(async (query) => ({ title: query.title, count: (await ask(query)).length })));
    // Rates need a few scrapes.
    const findEmpty = async (): Promise<readonly string[]> =>
      (await askAll()).filter(({ count }) => count === 0).map(({ title }) => title);
    await expect.poll(findEmpty, PATIENCE).toEqual(EMPTY);
    const answers = await askAll();
    // A row or line for each site where sites are told apart, and one line where they are added up.
    const countsOf = (titles: readonly string[]): ReadonlySet<number> =>
      new Set(answers.filter(({ title }) => titles.includes(title)).map(({ count }) => count));
    const perSite = [
      'Sites against the usual',
      'Use of features by site',
      'All sites',
      'Hosts by site',
      'Windows',
    ];
    expect(countsOf(perSite)).toEqual(new Set([SITES.length]));
    expect(countsOf(['Meetings', 'Participants', 'Hours of audio', 'Use of features'])).toEqual(new Set([1]));
    expect(countsOf(['Roles'])).toEqual(new Set([2]));
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
    simulator.incidents.clear(SITE);
    await expect.poll(() => webhook.told, PATIENCE).toContain(`resolved WebexMeetingsDropped ${SITE}`);
    expect(webhook.told.filter((line) => !line.endsWith(` WebexMeetingsDropped ${SITE}`))).toEqual([]);
  }, 100_000);
});
