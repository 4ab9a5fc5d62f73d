import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../support/components/describe-with.ts';
import {
  createAccount,
  createFailing,
  createHeaviest,
  createManySites,
  createSite,
  createView,
  createWindow,
  exampleNowMs,
  HOSTILE,
} from '../../support/status-example.ts';
import { toSites } from '../../../src/status/state.ts';
import { openPage, serveStatus, startBrowser } from './browser.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** A row in full, or a line of the folded ones. */
const ROW = 'th[scope=row], .compact tbody tr';

const oneSite = createView([createSite('acme.webex.com', [createWindow(), createFailing('timeout')])]);
const manySites = createView(createManySites(500), {
  accounts: [
    createAccount(),
    createAccount({
      account: 'emea',
      budget: { requestsPerMinute: 60, left: 0, pausedUntilMs: exampleNowMs + 90_000 },
    }),
  ],
  configuration: HOSTILE.repeat(50),
});

describeWith(['chromium'], 'the status page in Chromium', ({ chromium: binary }) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser(binary);
  });

  afterAll(async () => {
    await browser.close();
  });

  const cases = [PHONE, DESKTOP].flatMap((viewport) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [true, false].flatMap((javaScriptEnabled) =>
        [oneSite, manySites].map((view) => ({
          viewport,
          colorScheme,
          javaScriptEnabled,
          view,
          siteCount: toSites(view.snapshot).length,
        })),
      ),
    ),
  );

  it.each(cases)(
    'shows $siteCount sites at $viewport.width pixels, $colorScheme, script $javaScriptEnabled, without a complaint',
    async ({ viewport, colorScheme, javaScriptEnabled, view, siteCount }) => {
      await using server = await serveStatus(view);
      const options = { viewport, colorScheme, javaScriptEnabled };
      await using opened = await openPage(browser, server.url, options);
      const { page, complaints } = opened;
      await page.getByText('Configuration, without secrets').click();

      expect(await page.locator(ROW).count()).toBe(siteCount);
      expect(await page.locator('pre').innerText()).toBe(view.configuration);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(viewport.width);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(14, 17, 22)');
      expect(complaints).toEqual([]);
      expect(server.requests).toEqual(['/']);
    },
  );

  it('shows hostile texts as they are', async () => {
    await using server = await serveStatus(manySites);
    await using opened = await openPage(browser, server.url, { viewport: DESKTOP });
    const hostile = opened.page.locator('tbody', { hasText: 'onerror' });
    expect(await hostile.locator('th .name').first().innerText()).toBe(HOSTILE);
    expect(await hostile.locator('.message').innerText()).toBe(HOSTILE);
    expect(await opened.page.locator('script, img').count()).toBe(1);
  });

  it('lays no text over another', async () => {
    await using server = await serveStatus(manySites);
    for (const viewport of [PHONE, DESKTOP, { width: 1000, height: 700 }]) {
      await using opened = await openPage(browser, server.url, { viewport });
      const overflowing = await opened.page.evaluate<string[]>(
        `[...document.querySelectorAll('td, th, dd, dt, .problem, .filters li')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.outerHTML)`,
      );
      expect(overflowing).toEqual([]);
    }
  });

  it.each([0, 1, 3] as const)(
    'keeps its budget of nodes, and fits a phone, when %i causes fail all of 300 sites',
    async (causeCount) => {
      await using server = await serveStatus(createHeaviest(causeCount));
      await using opened = await openPage(browser, server.url, { viewport: PHONE, javaScriptEnabled: false });
      const { page, complaints } = opened;
      await page.locator('summary').first().click();
      expect(await page.locator('.compact tbody tr').last().isVisible()).toBe(true);
      expect(await page.locator(ROW).count()).toBe(300);
      expect(await page.locator('*').count()).toBeLessThan(6000);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width);
      expect(complaints).toEqual([]);
    },
  );

  it('breaks no name at its hyphens, and has nothing too small to be tapped', async () => {
    await using server = await serveStatus(createHeaviest(1));
    for (const viewport of [PHONE, DESKTOP]) {
      await using opened = await openPage(browser, server.url, { viewport });
      const { page } = opened;
      await page.locator('#folded summary').click();
      const broken = await page.evaluate<string[]>(
        `[...document.querySelectorAll('th .name, .compact th a')]
          .filter((name) => name.getClientRects().length !== 1 || name.getBoundingClientRect().height > 40)
          .map((name) => name.textContent)`,
      );
      expect(broken).toEqual([]);
      const small = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a, button, input, summary')]
          .filter((target) => target.getBoundingClientRect().height < 24)
          .map((target) => target.outerHTML)`,
      );
      expect(small).toEqual([]);
    }
  });

  it('has each window named above its text', async () => {
    await using server = await serveStatus(oneSite);
    await using opened = await openPage(browser, server.url, { viewport: DESKTOP });
    const lefts = await opened.page.evaluate<number[][]>(
      `[...document.querySelectorAll('thead th')].map((head, place) => {
        const cell = document.querySelectorAll('tbody tr:first-child > *')[place];
        return [head, cell].map((box) => {
          const range = document.createRange();
          range.selectNodeContents(box.querySelector('.window, .name') ?? box);
          return Math.round(range.getBoundingClientRect().left);
        });
      })`,
    );
    const windows = lefts.slice(1);
    expect(windows).toHaveLength(1);
    expect(windows.filter(([head, text]) => head !== text)).toEqual([]);
  });

  it('asks for a poll by its button, and comes back', async () => {
    await using server = await serveStatus({ ...oneSite, isPolledByHttp: true });
    await using opened = await openPage(browser, server.url, { viewport: DESKTOP, javaScriptEnabled: false });
    await opened.page.getByRole('button', { name: 'Poll now' }).click();
    await expect.poll(() => opened.page.url()).toBe(server.url);
    expect(server.polled).toEqual(['acme.webex.com']);
    expect(opened.complaints).toEqual([]);
  });

  it('keeps open what somebody has unfolded', async () => {
    await using server = await serveStatus(manySites);
    await using opened = await openPage(browser, 'about:blank', { viewport: DESKTOP });
    const { page } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.locator('#folded summary').click();
    server.show({ ...manySites, nowMs: exampleNowMs + 60_000 });
    await page.clock.runFor(30_000);
    await expect.poll(() => page.locator('#clock').innerText()).toContain('19:31:05');
    expect(await page.locator('.compact tbody tr').last().isVisible()).toBe(true);
    expect(await page.evaluate<string>('document.activeElement.localName')).toBe('summary');
  });

  it('filters, sorts and searches without a script', async () => {
    await using server = await serveStatus(manySites);
    await using opened = await openPage(browser, server.url, { viewport: DESKTOP, javaScriptEnabled: false });
    const { page, complaints } = opened;
    await page.getByRole('link', { name: 'forbidden 3' }).click();
    expect(await page.locator('tbody').count()).toBe(3);
    await page.getByRole('link', { name: 'by name' }).click();
    await page.getByRole('searchbox').fill('acme-2');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(new URL(page.url()).search).toBe('?q=acme-2&outcome=forbidden&sort=site');
    expect(await page.locator('tbody').count()).toBe(1);
    expect(await page.locator('tbody th').innerText()).toContain('acme-225.webex.com');
    expect(complaints).toEqual([]);
  });

  it('searches while somebody types', async () => {
    await using server = await serveStatus(manySites);
    await using opened = await openPage(browser, server.url, { viewport: DESKTOP });
    const { page, complaints } = opened;
    await page.getByRole('searchbox').pressSequentially('acme-12');
    await expect.poll(() => page.locator('tbody').count()).toBe(10);
    expect(new URL(page.url()).search).toBe('?q=acme-12');
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => page.locator(ROW).count()).toBe(500);
    expect(complaints).toEqual([]);
  });

  it('brings itself up to date, and says when the exporter does not answer', async () => {
    const server = await serveStatus(oneSite);
    await using opened = await openPage(browser, 'about:blank', { viewport: DESKTOP });
    const { page } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.getByText('Configuration, without secrets').click();
    server.show(createView([createSite('beta.webex.com', [createWindow()])]));
    await page.clock.runFor(30_000);
    await expect.poll(() => page.locator('tbody th').innerText()).toContain('beta.webex.com');
    expect(await page.title()).toBe('1 site working – Webex exporter');
    // What somebody has opened stays open.
    expect(await page.locator('pre').isVisible()).toBe(true);

    await server[Symbol.asyncDispose]();
    await page.clock.runFor(30_000);
    await expect.poll(() => page.getByRole('status').innerText()).toContain('does not answer');
    expect(await page.locator('tbody th').innerText()).toContain('beta.webex.com');
  });
});
