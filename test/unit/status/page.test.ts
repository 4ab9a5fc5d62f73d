import { describe, expect, it } from 'vitest';
import type { TargetSnapshot } from '../../../src/snapshot/snapshot.ts';
import { FAILURE_MODES } from '../../../src/status/html.ts';
import { renderStatusPage } from '../../../src/status/page.ts';
import { readStatusQuery } from '../../../src/status/query.ts';
import type { SiteStatus } from '../../../src/status/state.ts';
import {
  createAccount,
  createDailies,
  createFailing,
  createManySites,
  createPolls,
  createPresent,
  createSite,
  createUnpolled,
  createView,
  createWindow,
  exampleNowMs,
  HOSTILE,
  type ShownWindow,
  type ViewChanges,
} from '../../support/status-example.ts';
import { HOUR_MS, MINUTE_MS } from '../../support/time.ts';

const acme = createSite('acme.webex.com', [createWindow()]);
const failing = createSite('bad.webex.com', [
  createWindow({ window: '1d' }),
  createFailing('timeout', 'no answer'),
]);
const waiting = createSite('new.webex.com', [createUnpolled()]);

async function render(
  sites: readonly SiteStatus[],
  changes: ViewChanges = {},
  query: Readonly<Record<string, string>> = {},
): Promise<string> {
  const wanted = readStatusQuery((name) => query[name]);
  return String(await renderStatusPage(createView(sites, changes), wanted));
}

function toText(markup: string): string {
  return markup
    .replaceAll(/<title>.*?<\/title>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The texts of the cells of each site, what is wrong there included. */
async function rowsOf(
  sites: readonly SiteStatus[],
  query?: Readonly<Record<string, string>>,
): Promise<string[][]> {
  const bodies = (await render(sites, {}, query)).match(/<tbody>.*?<\/tbody>/gs) ?? [];
  return bodies.map((body) => (body.match(/<t[hd][ >].*?<\/t[hd]>/gs) ?? []).map(toText));
}

async function sectionOf(id: string, ...given: Parameters<typeof render>): Promise<string> {
  const page = await render(...given);
  return toText(page.slice(page.indexOf(`<section id="${id}"`)).split('</section>')[0] ?? '');
}

describe('the row of a site', () => {
  it('says of each window how fresh it is, how the last poll ended and when the next comes', async () => {
    expect(await rowsOf([acme])).toEqual([
      ['acme.webex.com polled 12 min ago', '12 min old 16–22 Nov, next in 48 min'],
    ]);
    expect(await rowsOf([waiting])).toEqual([
      ['new.webex.com not yet polled', 'no figures waiting next in 5 s'],
    ]);
  });

  it('says what is wrong: outcome, windows, since when, words, trackingId, advice', async () => {
    expect(await rowsOf([failing])).toEqual([
      [
        'bad.webex.com polled 12 min ago',
        '12 min old 16–22 Nov, next in 48 min',
        '4 h old timeout 16–22 Nov, next in 48 min',
        'timeout 7d for 3 h no answer trackingId ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5 ' +
          'no answer in time; check the network and proxies, or raise WEBEX_POLL_TIMEOUT',
      ],
    ]);
  });

  it('says once what several windows share', async () => {
    const windows = ['1d', '7d'].map((window) => ({ ...createFailing('not_found', 'unknown'), window }));
    const [row] = await rowsOf([
      createSite('bad.webex.com', [...windows, createFailing('network', 'reset')]),
    ]);
    expect(row?.at(-1)).toMatch(/^not_found 1d, 7d for 3 h unknown .* network 7d for 3 h reset /);
  });

  it('says of a shared trouble the earliest instant and the first trackingId that is known', async () => {
    const [first, second, third] = [HOUR_MS, 9 * HOUR_MS, MINUTE_MS].map((ageMs, place) => {
      const trackingId = place === 0 ? undefined : `T_${place}`;
      const window = `${place + 1}d`;
      return createFailing('not_found', 'unknown', { window, sinceMs: exampleNowMs - ageMs, trackingId });
    });
    const windows = first && second && third ? [first, second, third] : [];
    const [row] = await rowsOf([createSite('bad.webex.com', windows)]);
    expect(row?.at(-1)).toMatch(/^not_found 1d, 2d, 3d for 9 h unknown trackingId T_1 /);
  });

  it('leaves the place of a window that the site lacks empty', async () => {
    const rows = await rowsOf([createSite('a.webex.com', [createWindow({ window: '1d' })]), acme], {
      sort: 'site',
    });
    expect(rows.map((cells) => cells.map((cell) => cell !== ''))).toEqual([
      [true, true, false],
      [true, false, true],
    ]);
  });

  it.each<[changes: Partial<ShownWindow>, text: string]>([
    [{ firstDay: '2026-11-22' }, ' 22 Nov,'],
    [{ firstDay: '2026-10-26' }, ' 26 Oct – 22 Nov,'],
    [{ firstDay: undefined }, ' –,'],
    [{ freshMs: exampleNowMs - 59_400 }, '59 s old'],
    [{ freshMs: exampleNowMs - 59_600 }, '1 min old'],
    [{ freshMs: exampleNowMs - 24 * HOUR_MS + MINUTE_MS }, '23 h 59 min old'],
    [{ freshMs: exampleNowMs - 48 * HOUR_MS }, '2 d old'],
    [{ freshMs: exampleNowMs - 52 * HOUR_MS }, '2 d 4 h old'],
    [{ freshMs: exampleNowMs + 5000 }, '0 s old'],
    [{ freshMs: undefined }, 'no figures next'],
    [{ nextPollMs: exampleNowMs }, 'next now'],
    [{ nextPollMs: exampleNowMs - 1000 }, 'next now'],
    [{ nextPollMs: undefined }, 'next –'],
  ])('writes %j as %s', async (changes, text) => {
    const [row] = await rowsOf([createSite('acme.webex.com', [createWindow(changes)])]);
    expect(` ${row?.[1]}`).toContain(text);
  });

  it('names the account where there are several', async () => {
    const accounts = [createAccount(), createAccount({ account: 'emea' })];
    expect(await sectionOf('sites', [acme], { accounts })).toContain('acme.webex.com default , polled');
    expect(await sectionOf('sites', [acme])).not.toContain('default');
  });
});

describe('a sparkline', () => {
  async function sparkOf(...polls: ReturnType<typeof createPolls>): Promise<string | undefined> {
    const page = await render([createSite('acme.webex.com', [createWindow({ recentPolls: polls })])]);
    return /<svg.*?<\/svg>/s.exec(page)?.[0];
  }

  it('has one bar a poll, the newest at the right, failures higher', async () => {
    const polls = [...createPolls('success', 27), ...createPolls('no_data', 1), ...createPolls('timeout', 2)];
    const spark = await sparkOf(...polls);
    expect(spark).toContain('<title>Last 30 polls: 27 success, 1 no_data, 2 timeout</title>');
    expect(spark?.match(/<path.*?>/g)).toEqual([
      '<path class="good" d="M0 13h80"/>',
      '<path class="soft" d="M81 10.5h2"/>',
      '<path class="bad" d="M84 8h5"/>',
    ]);
  });

  it('begins where the polls began', async () => {
    expect(await sparkOf(...createPolls('success', 1))).toContain('d="M87 13h2"');
    expect(await sparkOf()).toBeUndefined();
  });
});

describe('the overview', () => {
  it('answers the four questions', async () => {
    expect(await sectionOf('overview', [acme])).toBe(
      'Working 1 site 1 window ' +
        'Figures to 2026-11-22 oldest arrived 12 min ago ( acme.webex.com 7d) ' +
        'Wrong nothing no newest poll failed ' +
        'Next poll in 48 min 2026-11-23 20:18:05 UTC',
    );
    expect(await sectionOf('overview', [acme, failing, waiting])).toBe(
      'Working 1 of 3 sites 4 windows; 1 site not yet polled ' +
        'Figures to 2026-11-22 oldest arrived 4 h ago ( bad.webex.com 7d); 1 window without ' +
        'Wrong 1 site 1 timeout ' +
        'Next poll in 5 s 2026-11-23 19:30:10 UTC',
    );
  });

  it('says before the first answer that none has come', async () => {
    expect(await sectionOf('overview', [waiting])).toContain('Figures none yet');
  });

  it('says a trouble of many sites once', async () => {
    const sites = Array.from({ length: 5 }, (_, place) => createSite(`s${place}.webex.com`, failing.windows));
    expect(await sectionOf('overview', sites)).toContain(
      'Wrong at several sites timeout 5 sites for up to 3 h no answer trackingId ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5 ' +
        'no answer in time; check the network and proxies',
    );
    expect(await sectionOf('sites', sites)).not.toMatch(/no answer|trackingId/);
    expect(await sectionOf('overview', sites.slice(1))).not.toContain('several');
  });

  it.each([
    [[acme], '1 site working'],
    [[acme, waiting], '1 site waiting'],
    [[acme, waiting, failing], '1 of 3 sites failing'],
  ])('stands in the title', async (sites, title) => {
    expect(await render(sites)).toContain(`<title>${title} – Webex exporter</title>`);
  });
});

describe('the figures', () => {
  const dailies = createDailies(1000, 22);
  const site = createSite('acme.webex.com', [createWindow({ window: '1d', dailies })]);
  const young = createSite('new.webex.com', [
    createWindow({ window: '1d', dailies: createDailies(90_000, 3) }),
  ]);
  const none = createSite('none.webex.com', [createWindow({ window: '1d' })]);

  it('stand in the row: the newest day, its change, four weeks as a line', async () => {
    const [row] = await rowsOf([site]);
    expect(row?.[1]).toBe('103 meetings Sun 22 Nov , +2 % on other Sundays');
    expect(await render([site])).toContain('<svg><path d="');
  });

  it('have no change before two of the weekday are known, and may be missing', async () => {
    expect((await rowsOf([site, young, none])).map((row) => row[1])).toEqual([
      '103 meetings Sun 22 Nov , +2 % on other Sundays',
      '9,360 meetings Sun 22 Nov',
      '',
    ]);
    expect(await sectionOf('sites', [none])).not.toContain('Newest day');
  });

  it('are summed up over all sites', async () => {
    expect(await sectionOf('overview', [site, young, none])).toMatch(
      /^Newest day 9,463 meetings Sun 22 Nov, \+2 % on other Sundays, 2 of 3 sites Working/,
    );
    expect(await sectionOf('overview', [none])).not.toContain('Newest day');
  });

  it('say what is live at a site, and in the account', async () => {
    const live = [12, 1].map((meetings, place) =>
      createSite(`live-${place}.webex.com`, [createWindow()], 'default', [createPresent(meetings)]),
    );
    expect((await rowsOf(live)).map((row) => row[1])).toEqual(['12 live meetings', '1 live meeting']);
    expect(await sectionOf('accounts', live)).toContain('Now 13 live meetings Budget');
    const accountTargets = [createPresent(7)];
    expect(await sectionOf('accounts', [site], { accountTargets })).toContain('Now 7 live meetings Budget');
  });

  it('say why it is not known what is live', async () => {
    const gone = { freshMs: undefined, sinceMs: exampleNowMs - HOUR_MS };
    const textOf = (target: TargetSnapshot): Promise<string> =>
      sectionOf('accounts', [site], { accountTargets: [target] });
    expect(await textOf(createPresent(undefined, { ...gone, outcome: 'unauthorized' }))).toContain(
      'Now unauthorized for 1 h: the token is not accepted here;',
    );
    expect(await textOf(createPresent(undefined, { ...gone, outcome: undefined }))).toContain(
      'Now not yet polled',
    );
    expect(await textOf(createPresent(undefined))).toContain('Now no figures');
  });
});

describe('an outcome', () => {
  it('leads to what the documentation says of it', async () => {
    const sites = [
      failing,
      ...Array.from({ length: 5 }, (_, place) => createSite(`s${place}`, [createFailing('network')])),
    ];
    const hrefs = Array.from(
      (await render(sites)).matchAll(/<a class="pill[^>]*href="([^"]*)"/g),
      ([, href]) => href,
    );
    expect(hrefs).toEqual([`${FAILURE_MODES}#network`, `${FAILURE_MODES}#timeout`]);
  });

  it('that many sites share keeps its own words where they differ', async () => {
    const sites = Array.from({ length: 5 }, (_, place) =>
      createSite(`s${place}.webex.com`, [createFailing('network', `no host s${place}`)]),
    );
    expect((await rowsOf(sites)).map((row) => row.at(-1))).toEqual(
      sites.map(
        (_, place) => `network 7d no host s${place} trackingId ROUTER_65F1C2A0-3B1D-01BB-5D2E-0AF1B2C3D4E5`,
      ),
    );
  });
});

describe('a poll on demand', () => {
  it('is a button of each row, where it is allowed', async () => {
    const site = createSite('a&b.webex.com', [createWindow()]);
    expect(await render([site], { isPolledByHttp: true })).toContain(
      '<form method="post" action="./-/poll?site=a%26b.webex.com"><button>Poll now</button></form>',
    );
    expect(await render([site])).not.toContain('Poll now');
  });
});

describe('many sites', () => {
  const many = createManySites(60);

  it('are folded, but for those that fail', async () => {
    const text = await sectionOf('sites', many);
    expect(text).toContain('More: 1 not yet polled, 55 working Site meetings , Sun 22 Nov Change 28 days');
    expect(text).toMatch(/acme-000\.webex\.com \d+ [+−±]\d+ %/);
    expect(text).toContain('acme-new.webex.com waiting –');
    expect((await render(many)).match(/<th scope="row">/g)).toHaveLength(4);
    expect(await render(many)).toContain('<details id="folded"><summary>');
  });

  it('are unfolded when they are asked for', async () => {
    const page = await render(many, {}, { q: 'acme-0' });
    expect(page).toContain('<details open><summary>More: ');
    expect(page.match(/<th scope="row">/g)).toHaveLength(20);
  });

  it('lead to their row in full', async () => {
    expect(await render(many)).toContain('<th><a href="./?q=acme-010.webex.com">acme-010.webex.com</a>');
  });

  it('say of a figure that is older which day it is of', async () => {
    const late = createSite('late.webex.com', [
      createWindow({ window: '1d', dailies: createDailies(5000).slice(0, -1) }),
    ]);
    expect(await sectionOf('sites', [...many, late])).toMatch(/late\.webex\.com \d+ Sat 21 Nov/);
  });

  it('have no columns for figures before there are any', async () => {
    const text = await sectionOf(
      'sites',
      Array.from({ length: 30 }, (_, place) => createSite(`s${place}`, acme.windows)),
    );
    expect(text).toContain('30 working Site s0 s1 ');
  });
});

describe('filters', () => {
  const links = async (query: Readonly<Record<string, string>>): Promise<string[][]> => {
    const page = await render([acme, failing, waiting], {}, query);
    const nav = /<nav class="filters".*?<\/nav>/s.exec(page)?.[0] ?? '';
    return [...nav.matchAll(/<a href="([^"]*)"( aria-current="true")?>(.*?)<\/a>/g)].map(
      ([, href = '', isPresent, name = '']) => [`${isPresent ? '>' : ''}${toText(name)}`, href],
    );
  };

  it('are links that keep the rest of the query', async () => {
    expect(await links({ q: '.webex', outcome: 'timeout', sort: 'age' })).toEqual([
      ['all 3', './?q=.webex&amp;sort=age'],
      ['failing 1', './?q=.webex&amp;outcome=failing&amp;sort=age'],
      ['>timeout 1', './?q=.webex&amp;outcome=timeout&amp;sort=age'],
      ['waiting 1', './?q=.webex&amp;outcome=waiting&amp;sort=age'],
      ['success 2', './?q=.webex&amp;outcome=success&amp;sort=age'],
      ['worst first', './?q=.webex&amp;outcome=timeout'],
      ['by name', './?q=.webex&amp;outcome=timeout&amp;sort=site'],
      ['>oldest figures', './?q=.webex&amp;outcome=timeout&amp;sort=age'],
      ['next poll', './?q=.webex&amp;outcome=timeout&amp;sort=next'],
    ]);
  });

  it('go on showing the chosen one when nothing is left of it', async () => {
    expect(await links({ outcome: 'network' })).toContainEqual(['>network 0', './?outcome=network']);
    expect(await sectionOf('sites', [acme, failing], {}, { outcome: 'network' })).toMatch(
      /0 of 2 sites .* No site matches\. Show all$/,
    );
  });

  it('stay out of the way of a single site', async () => {
    expect(await render([acme])).not.toMatch(/<form|<nav class="filters"/);
    expect(await render([acme], {}, { q: 'zzz' })).toContain('<form');
  });
});

describe('accounts', () => {
  it('show their budget, waits, requests and tokens', async () => {
    expect(await sectionOf('accounts', [])).toBe(
      'Account Account default Budget 19 of 60 requests in the last minute Waited 1 min for the budget or for Webex ' +
        'Requests 4211, 17 without success Access token valid for 11 d Refresh token valid for 71 d',
    );
  });

  it.each([
    [{ accessTokenExpiryMs: undefined }, 'Access token expiry not known'],
    [{ refreshTokenExpiryMs: exampleNowMs - HOUR_MS }, 'Refresh token expired 1 h ago'],
    [{ budget: undefined }, 'Budget –'],
    [{ requests: [{ endpoint: 'people', code: '204', count: 3 }] }, 'Requests 3 Access'],
    [
      { budget: { requestsPerMinute: 60, left: 60, pausedUntilMs: exampleNowMs + MINUTE_MS } },
      '0 of 60 requests in the last minute paused by Webex for 1 min',
    ],
  ])('with %j say: %s', async (changes, text) => {
    expect(await sectionOf('accounts', [], { accounts: [createAccount(changes)] })).toContain(text);
  });
});

describe('an account whose token Webex refused', () => {
  it('is known by its polls', async () => {
    const refused = createSite('acme.webex.com', [createFailing('unauthorized')], 'emea');
    const accounts = [createAccount(), createAccount({ account: 'emea' })];
    const text = await sectionOf('accounts', [refused], { accounts });
    expect(text.match(/Access token \S+/g)).toEqual(['Access token valid', 'Access token refused']);
  });
});

describe('a window of which Webex need not have figures yet', () => {
  const pending = createSite('acme.webex.com', [createFailing('no_data', 'none yet', { isPending: true })]);

  it('waits for Webex and is no failure', async () => {
    const [row] = await rowsOf([pending]);
    expect(row?.slice(1)).toEqual(['4 h old waiting for Webex 16–22 Nov, next in 48 min']);
    expect(await sectionOf('overview', [pending])).toContain(
      'Working 1 site 1 window; 1 site waiting for Webex',
    );
    expect(await sectionOf('overview', [pending])).toContain('Wrong nothing');
    expect(await render([pending])).toContain('<title>1 site working');
  });

  it('is found by its own filter', async () => {
    expect(await rowsOf([pending, failing], { outcome: 'pending' })).toHaveLength(1);
    expect(await rowsOf([pending, failing], { outcome: 'failing' })).toHaveLength(1);
    expect(await sectionOf('sites', [pending, failing])).toContain('waiting for Webex 1');
  });
});

describe('the rest of the page', () => {
  it('says what runs here, and on which configuration', async () => {
    expect(await sectionOf('about', [], { configuration: '{ "a": 1 }' })).toBe(
      'Build and configuration Version 1.2.3 Revision 0fed8a5 Node v24.21.0 ' +
        'Started 2026-11-21 15:30:05 UTC, 2 d 4 h ago Configuration loaded 2 d 4 h ago Configuration, without secrets { &quot;a&quot;: 1 }',
    );
  });

  it('says that the newest configuration is not the one in use', async () => {
    const exporter = { lastReloadSuccessful: false, lastReloadSuccessMs: exampleNowMs - HOUR_MS };
    expect(await sectionOf('about', [], { exporter })).toContain(
      'Configuration loaded 1 h ago the newest one is bad, see the log',
    );
  });

  it('says who polls the other sites', async () => {
    const changes = {
      exporter: { shard: 1, shards: 3 },
      foreignSites: [{ site: 'far.webex.com', shard: 2 }],
    };
    const text = await sectionOf('about', [], changes);
    expect(text).toContain('Shard 1 of 3 (0 to 2)');
    expect(text).toContain('1 site polled by other shards far.webex.com: shard 2');
  });

  it('links to what else there is, wherever the page is mounted', async () => {
    const header =
      /<header>.*?<\/header>/s.exec(await render([], { telemetryPath: '/webex/metrics' }))?.[0] ?? '';
    expect([...header.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      '#accounts',
      '#about',
      './webex/metrics',
      './-/ready',
      './-/healthy',
      './api/v1/status',
    ]);
  });

  it('asks for nothing elsewhere', async () => {
    const page = (await render([acme])).replaceAll('status.webex.com', '');
    expect(page).not.toMatch(/src=|https?:|@import|url\(/i);
  });
});

describe('hostile texts', () => {
  const tagsOf = (page: string): readonly string[] => page.match(/<[a-z]+/g) ?? [];

  const plain = [createSite('a', [createFailing('timeout')])];

  it.each(['window', 'message', 'trackingId'] as const)('stay text as %s', async (field) => {
    const page = await render([
      createSite('a', [createFailing('timeout', 'it failed', { [field]: HOSTILE })]),
    ]);
    expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;img src=x onerror=&quot;');
    expect(tagsOf(page)).toEqual(tagsOf(await render(plain)));
  });

  it('stay text as advice', async () => {
    const page = await render(plain, { advise: () => HOSTILE });
    expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;img src=x onerror=&quot;');
    expect(tagsOf(page)).toEqual(tagsOf(await render(plain)));
  });

  it('stay text as site, account, version, path, configuration and search', async () => {
    const page = await render(
      [createSite(HOSTILE, [createWindow()], HOSTILE)],
      {
        accounts: [createAccount({ account: HOSTILE }), createAccount()],
        exporter: { version: HOSTILE, revision: HOSTILE, nodeVersion: HOSTILE, shards: 2 },
        telemetryPath: `/${HOSTILE}`,
        configuration: HOSTILE,
        foreignSites: [{ site: HOSTILE, shard: 1 }],
      },
      { q: '<script>', outcome: HOSTILE },
    );
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|<\/table>"| onerror="/);
  });

  it('do not stop 500 sites', async () => {
    const page = await render(createManySites(500));
    expect(page.match(/<th scope="row">|<tr><th>/g)).toHaveLength(500);
  });
});
