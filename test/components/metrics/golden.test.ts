import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/metrics/page/format.ts';
import { INSTRUMENTS } from '../../../src/exporter/collectors.ts';
import { createProcessMetrics } from '../../../src/metrics/process.ts';
import { runCommand } from '../../support/components/command.ts';
import { describeWith } from '../../support/components/describe-with.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { createGoldenStore, goldenNowMs } from '../../support/golden-store.ts';
import { createPageReader } from '../../support/page.ts';

function readGoldenPage(processMetrics?: (format: Format) => Promise<string>): Promise<string> {
  const { snapshot } = createGoldenStore();
  const page = { snapshot, now: () => goldenNowMs };
  return createPageReader(processMetrics ? { ...page, processMetrics } : page)();
}

describe('the golden page', () => {
  it('is what it was', async () => {
    await expect(await readGoldenPage()).toMatchFileSnapshot('golden.prom');
  });

  it('has every metric of the table but those of which nothing is known, in the order of the table', async () => {
    const page = parseExposition(await readGoldenPage());
    const unknown = 'webex_refresh_token_expiry_timestamp_seconds';
    expect([...page.keys()]).toEqual(INSTRUMENTS.map(({ name }) => name).filter((name) => name !== unknown));
  });

  it('has no family without samples and no timestamp, with the process metrics too', async () => {
    const page = parseExposition(await readGoldenPage(createProcessMetrics()));
    const own = [...page.values()].filter(({ name }) => name.startsWith('webex_'));
    expect(own.filter(({ samples }) => samples.length === 0)).toEqual([]);
    expect(page.has('process_cpu_seconds_total')).toBe(true);
    expect(page.has('nodejs_eventloop_lag_seconds')).toBe(true);
  });
});

describeWith(['promtool'], 'promtool check metrics', ({ promtool }) => {
  it.each([
    ['the golden page', undefined],
    ['the golden page with the metrics of a real process', createProcessMetrics()],
  ])('has nothing to say of %s', async (_, processMetrics) => {
    const stdin = await readGoldenPage(processMetrics);
    expect(await runCommand(promtool, ['check', 'metrics'], { stdin })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('would object to a bad page', async () => {
    const stdin = (await readGoldenPage()).replaceAll('webex_polls_total', 'webex_polls');
    const { code, stderr } = await runCommand(promtool, ['check', 'metrics'], { stdin });
    expect(code).not.toBe(0);
    expect(stderr).toContain('webex_polls');
  });
});
