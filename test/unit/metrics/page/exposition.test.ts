import { gunzipSync } from 'node:zlib';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../../../src/exporter/collectors.ts';
import { createExposition, type Page } from '../../../../src/metrics/page/exposition.ts';
import { createProducer } from '../../../../src/metrics/producer.ts';
import { createProcessMetrics } from '../../../../src/metrics/process.ts';
import { toPoints } from '../../../support/summary-answers.ts';
import { createGoldenStore, goldenNowMs, goldenStartMs } from '../../../support/golden-store.ts';
import { createPageReader } from '../../../support/page.ts';
import { windowKey } from '../../../support/targets.ts';

const OPENMETRICS = { accept: 'application/openmetrics-text;version=1.0.0' };
const { snapshot } = createGoldenStore();
const now = (): number => goldenNowMs;
const source = { instruments: INSTRUMENTS, snapshot, now, startMs: goldenStartMs };

function samplesOf(page: string): string[] {
  // `le` is a float in OpenMetrics, and one label value in both of our formats.
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/le="(\d+)"/, 'le="$1.0"'))
    .sort();
}

function textOf({ parts, isGzip }: Page): string {
  const body = Buffer.concat(parts);
  return String(isGzip ? gunzipSync(body) : body);
}

describe('the page', () => {
  it("has the series and values that OpenTelemetry's own serializer makes of the producer", async () => {
    const { resourceMetrics } = await createProducer(source).collect();
    const theirs = new PrometheusSerializer(undefined, false, undefined, true, true).serialize(
      resourceMetrics,
    );
    const ours = await createPageReader({ snapshot, now })();
    expect(samplesOf(ours)).toEqual(samplesOf(theirs));
    expect(samplesOf(ours).length).toBeGreaterThan(100);
  });

  it('has the same samples in OpenMetrics, where counters lose their suffix in the metadata only, and ends as it must', async () => {
    const read = createPageReader({ snapshot, now });
    const text = await read();
    const openMetrics = await read(OPENMETRICS);
    expect(samplesOf(openMetrics)).toEqual(samplesOf(text));
    expect(openMetrics).toContain('# TYPE webex_polls counter\n');
    expect(openMetrics).not.toContain('# TYPE webex_polls_total');
    expect(text).toContain('# TYPE webex_polls_total counter\n');
    expect(openMetrics.endsWith('# EOF\n')).toBe(true);
    expect(text).not.toContain('# EOF');
  });

  it.each([{}, OPENMETRICS])('is the same compressed, for %j', async (headers) => {
    const processMetrics = createProcessMetrics();
    let frozen: string | undefined;
    const read = createPageReader({
      snapshot,
      now,
      processMetrics: async (format) => (frozen ??= await processMetrics(format)),
    });
    expect(await read({ ...headers, 'accept-encoding': 'gzip' })).toBe(await read(headers));
  });

  it('changes only by what changed: an updated page equals a new one', async () => {
    const store = createGoldenStore();
    let nowMs = goldenNowMs;
    const create = (): (() => Promise<string>) =>
      createPageReader({ snapshot: store.snapshot, now: () => nowMs });
    const [updated, fresh] = [create(), create()];
    await updated();
    store.recordPoll(windowKey('acme-labs.webex.com', '7d'), {
      outcome: 'not_found',
      attemptMs: goldenNowMs,
      durationMs: 5,
    });
    const folded = { join_method: 0, role: 0, country: 0 };
    store.recordPoll(
      windowKey('acme-eu.webex.com', '7d'),
      { outcome: 'success', attemptMs: goldenNowMs, durationMs: 5 },
      { figures: {}, breakdowns: { joinMethods: toPoints([['webApp', 9]]) }, folded },
    );
    nowMs += 2000;
    expect(await updated()).toBe(await fresh());
    expect(await fresh()).toContain('join_method="webApp"} 9');
    expect(await fresh()).not.toContain('two\\nlines');
  });

  it('gives the very same bytes to the next scrape while nothing changed, and they are the page', async () => {
    const options = { instruments: INSTRUMENTS, snapshot, now, processMetrics: () => '' };
    const page = await createPageReader({ ...options })();
    const render = createExposition(options);
    for (const isGzip of [false, true]) {
      const request = { accept: undefined, acceptEncoding: isGzip ? 'gzip' : undefined };
      const first = await render(request);
      const second = await render(request);
      expect(second.parts).toBe(first.parts);
      expect(textOf(second)).toBe(page);
      expect(second.bytes).toBe(Buffer.concat(second.parts).length);
    }
  });

  it('serves scrapes that come together', async () => {
    const render = createExposition({
      instruments: INSTRUMENTS,
      snapshot,
      now,
      processMetrics: createProcessMetrics(),
    });
    const requests = ['gzip', undefined, 'gzip', undefined].map((acceptEncoding) => ({
      accept: undefined,
      acceptEncoding,
    }));
    const pages = await Promise.all(requests.map(render));
    expect(pages[0]?.parts).toBe(pages[2]?.parts);
    expect(pages[1]?.parts).toBe(pages[3]?.parts);
    expect(new Set(pages.map(textOf)).size).toBe(1);
  });

  it('is the last whole one for whoever would wait for more than 200 ms, and the new one afterwards', async () => {
    const store = createGoldenStore();
    let nowMs = goldenNowMs;
    let passesMs = 0;
    const read = createPageReader({ snapshot: store.snapshot, now: () => (nowMs += passesMs) });
    const before = await read();
    const poll = { outcome: 'not_found', attemptMs: goldenNowMs, durationMs: 5 } as const;
    store.recordPoll(windowKey('acme-labs.webex.com', '7d'), poll);
    passesMs = 150;
    expect(await read()).toBe(before);
    passesMs = 0;
    expect(await read()).toContain('outcome="not_found"} 1');
  });

  it('is there before anything is polled', async () => {
    const read = createPageReader({ snapshot: () => ({ ...snapshot(), targets: [] }), now });
    const page = await read();
    expect(page).toMatch(/^# HELP webex_api_requests_total.*\nwebex_exporter_shards 1\n/s);
    expect(await read({ 'accept-encoding': 'gzip' })).toBe(page);
  });

  it('is of one moment: what accounts did and what came of it are of the same snapshot, however soon after', async () => {
    const store = createGoldenStore();
    const read = createPageReader({ snapshot: store.snapshot, now });
    const countOf = (page: string): string | undefined =>
      /^webex_api_requests_total\{account="default",endpoint="aggregates",code="418"\} (.*)$/m.exec(
        page,
      )?.[1];
    expect(countOf(await read())).toBeUndefined();
    for (const count of ['1', '2']) {
      store.recordRequest({ account: 'default', endpoint: 'aggregates', code: '418', durationMs: 5 });
      const poll = { outcome: 'server_error', attemptMs: goldenNowMs, durationMs: Number(count) } as const;
      store.recordPoll(windowKey('acme.webex.com', '7d'), poll);
      const page = await read();
      expect(countOf(page)).toBe(count);
      expect(page).toMatch(
        new RegExp(
          `^webex_poll_duration_seconds\\{.*site="acme.webex.com",window="7d"\\} 0.00${count}$`,
          'm',
        ),
      );
    }
  });
});
