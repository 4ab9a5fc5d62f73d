import { describe, expect, it } from 'vitest';
import { renderStatusPage, type StatusView, type WindowView } from '../../src/http/status-page.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const nowMs = Date.UTC(2026, 10, 23, 19, 30, 5);

const good: WindowView = {
  site: 'acme.webex.com',
  window: '7d',
  account: 'default',
  firstDay: '2026-11-16',
  lastDay: '2026-11-22',
  freshMs: nowMs - 12 * MINUTE_MS,
  lastAttemptMs: nowMs - 45 * SECOND_MS,
  outcome: 'success',
  problem: undefined,
  advice: undefined,
  nextPollMs: nowMs + 3 * HOUR_MS + 5 * MINUTE_MS,
};
const failing: WindowView = {
  ...good,
  outcome: 'timeout',
  problem: 'no answer',
  advice: 'check the network',
};
const unpolled: WindowView = {
  ...good,
  site: 'acme-eu.webex.com',
  firstDay: undefined,
  lastDay: undefined,
  freshMs: undefined,
  lastAttemptMs: undefined,
  outcome: undefined,
  nextPollMs: undefined,
};

async function render(windows: readonly WindowView[], changes: Partial<StatusView> = {}): Promise<string> {
  const view = {
    version: '1.2.3',
    nowMs,
    startMs: nowMs - 52 * HOUR_MS,
    telemetryPath: '/metrics',
    shard: { index: 0, count: 1 },
    foreignSites: [],
    windows,
  };
  return String(await renderStatusPage({ ...view, ...changes }));
}

/** The texts of the cells of each row of the table's body. */
async function rowsOf(windows: readonly WindowView[]): Promise<string[][]> {
  const body = /<tbody>(.*)<\/tbody>/s.exec(await render(windows))?.[1] ?? '';
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
  );
}

async function summaryOf(...windows: readonly WindowView[]): Promise<string | undefined> {
  return /<p class="[^"]*summary">(.*?)<\/p>/.exec(await render(windows))?.[1];
}

describe('the status page', () => {
  it('says of each window how fresh it is, how the last poll ended and when the next comes', async () => {
    expect(await rowsOf([good, failing, unpolled])).toEqual([
      [
        'acme.webex.com',
        '7d',
        '2026-11-16 to 2026-11-22',
        '12 min ago',
        '45 s ago',
        'success',
        'in 3 h 5 min',
      ],
      [
        'acme.webex.com',
        '7d',
        '2026-11-16 to 2026-11-22',
        '12 min ago',
        '45 s ago',
        'timeout no answer check the network',
        'in 3 h 5 min',
      ],
      ['acme-eu.webex.com', '7d', '–', 'no figures', 'not yet', 'waiting', '–'],
    ]);
  });

  it.each<[changes: Partial<WindowView>, cell: number, text: string]>([
    [{ firstDay: '2026-11-22' }, 2, '2026-11-22'],
    [{ firstDay: undefined }, 2, '–'],
    [{ freshMs: nowMs - 59_400 }, 3, '59 s ago'],
    [{ freshMs: nowMs - 59_600 }, 3, '1 min ago'],
    [{ freshMs: nowMs - 23 * HOUR_MS - 59 * MINUTE_MS }, 3, '23 h 59 min ago'],
    [{ freshMs: nowMs - 52 * HOUR_MS }, 3, '2 d 4 h ago'],
    [{ freshMs: nowMs + 5000 }, 3, '0 s ago'],
    [{ nextPollMs: nowMs }, 6, 'now'],
    [{ nextPollMs: nowMs - 1000 }, 6, 'now'],
    [{ nextPollMs: nowMs + 1000 }, 6, 'in 1 s'],
  ])('writes %j in cell %i as %s', async (changes, cell, text) => {
    const [row] = await rowsOf([{ ...good, ...changes }]);
    expect(row?.[cell]).toBe(text);
  });

  it('begins with the state of all', async () => {
    expect(await summaryOf(good)).toBe('1 site, 1 window: all newest polls succeeded.');
    expect(await summaryOf(good, failing, unpolled)).toBe('2 sites, 3 windows: 1 failing, 1 not yet polled.');
    expect(await summaryOf(unpolled)).toBe('1 site, 1 window: 1 not yet polled.');
  });

  it('links to what else there is', async () => {
    const page = await render([good], { telemetryPath: '/webex/metrics' });
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(links).toEqual(['/webex/metrics', '/-/ready', '/-/healthy']);
  });

  it('says the version, the time and how long it runs', async () => {
    expect(await render([])).toContain(
      'Version 1.2.3, up 2 d 4 h. All times are UTC; it is 2026-11-23 19:30:05.',
    );
  });

  it('asks for nothing elsewhere and runs no script', async () => {
    expect(await render([good, failing])).not.toMatch(/<script|src=|https?:|@import|url\(/i);
  });

  it.each<keyof WindowView>(['site', 'window', 'firstDay', 'lastDay', 'outcome', 'problem', 'advice'])(
    'shows a hostile %s as text',
    async (field) => {
      const hostile = `<script>alert('1')</script><img src=x onerror="alert(1)">&quot;</td>`;
      const windows = [{ ...failing, lastDay: '2026-11-23', [field]: hostile }];
      const page = await render(windows);
      expect(page).not.toMatch(/<script|<img/);
      expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;img src=x onerror=&quot;');
      const known = (await render([failing])).match(/<[a-z]+/g) ?? [];
      expect(page.match(/<[a-z]+/g)).toEqual(known);
    },
  );

  it('keeps a hostile version and path inside of their places', async () => {
    const page = await render([], { version: '<b>', telemetryPath: '/"><b>' });
    expect(page).not.toContain('<b>');
    expect(page).toContain('href="/&quot;&gt;&lt;b&gt;"');
  });
});
