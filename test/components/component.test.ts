import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startAlertmanager } from '../support/components/alertmanager.ts';
import { runCommand } from '../support/components/command.ts';
import { type Component, decide } from '../support/components/component.ts';
import { describeWith } from '../support/components/describe-with.ts';
import { startProcess } from '../support/components/process.ts';
import { runPromtool, startPrometheus } from '../support/components/prometheus.ts';
import { startVictoriaMetrics } from '../support/components/victoria-metrics.ts';

describe('the rule for suites that need components', () => {
  const here = { path: '/tools/promtool', version: '3.5.3' };
  const missing = { missing: 'no network' };

  it('runs a suite that has all its components', () => {
    const verdict = decide(['promtool'], new Map([['promtool', here]]), true);
    expect(verdict).toEqual({ outcome: 'run', paths: { promtool: '/tools/promtool' } });
  });

  it.each([
    { isCi: false, outcome: 'skip' },
    { isCi: true, outcome: 'fail' },
  ])('makes it $outcome without one when CI is $isCi', ({ isCi, outcome }) => {
    const components = new Map<string, Component>([
      ['promtool', here],
      ['helm', missing],
    ]);
    const verdict = decide(['promtool', 'helm'], components, isCi);
    expect(verdict).toEqual({ outcome, reason: 'helm is not available here (no network)' });
  });
});

describe('a child process', () => {
  const script = (code: string): readonly string[] => ['-e', code];

  it('gives the line that was waited for and the exit code it chose on the signal', async () => {
    await using child = await startProcess(
      process.execPath,
      script(
        "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1e6); console.log('ready at 42')",
      ),
    );
    expect(await child.waitForLine(/^ready at \d+$/)).toBe('ready at 42');
    expect(await child.stop()).toBe(7);
    expect(child.stdout).toEqual(['ready at 42']);
  });

  it('shows its output when it ends without the line', async () => {
    await using child = await startProcess(
      process.execPath,
      script("console.error('no such port'); process.exit(3)"),
    );
    await expect(child.waitForLine(/ready/)).rejects.toThrow(/exit code 3 [^]*no such port/);
  });

  it('sees nothing of our environment but PATH', async () => {
    await using child = await startProcess(
      process.execPath,
      script('console.log(Object.keys(process.env).sort().join())'),
      { env: { GIVEN: 'yes' } },
    );
    expect(await child.waitForLine(/GIVEN/)).toBe('GIVEN,PATH');
  });
});

describe('the guard of a child process', () => {
  it('kills it when its starter was killed', async () => {
    const module = new URL('../support/components/process.ts', import.meta.url).href;
    const starter = await startProcess(process.execPath, [
      '--import',
      import.meta.resolve('tsx'),
      '--input-type=module',
      '-e',
      `const { startProcess } = await import('${module}');
       const child = await startProcess('sleep', ['600']);
       console.log('started', child.pid);`,
    ]);
    const line = await starter.waitForLine(/^started \d+$/);
    const pid = Number(line.split(' ')[1]);
    expect(isRunning(pid)).toBe(true);
    expect(await starter.stop('SIGKILL')).toBe(137);
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeWith(['promtool'], 'real promtool', () => {
  it('accepts a good page', async () => {
    const page = '# HELP toy_ratio A toy.\n# TYPE toy_ratio gauge\ntoy_ratio 0.5\n';
    expect(await runPromtool(['check', 'metrics'], page)).toMatchObject({ code: 0 });
  });

  it('refuses a page that is no exposition text', async () => {
    const finished = await runPromtool(['check', 'metrics'], 'toy_ratio is half\n');
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain('parsing error in line 1');
  });

  it('complains about a page against the naming rules', async () => {
    expect(await runPromtool(['check', 'metrics'], '# TYPE toy counter\ntoy 1\n')).toMatchObject({ code: 3 });
  });
});

describeWith(['prometheus'], 'real Prometheus', ({ prometheus: binary }) => {
  it('scrapes a target and answers queries about it', async () => {
    const page = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end('toy{site="a"} +Inf\n');
    });
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    const address = page.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    await using prometheus = await startPrometheus({
      binary,
      scrapeConfigs: `- job_name: toys\n  static_configs:\n    - targets: ['127.0.0.1:${port}']\n`,
    });
    await expect
      .poll(() => prometheus.targets(), { timeout: 20_000 })
      .toMatchObject([{ health: 'up', lastError: '' }]);
    const expected = { __name__: 'toy', site: 'a', job: 'toys', instance: `127.0.0.1:${port}` };
    expect(await prometheus.query('toy')).toMatchObject([{ labels: expected, value: Infinity }]);
    expect(await prometheus.query('1 + 1')).toMatchObject([{ labels: {}, value: 2 }]);
    expect(await prometheus.series(['toy'])).toEqual([expected]);
    const [range] = await prometheus.queryRange('vector(3)', 60, 120, 30);
    expect(range?.points.map((point) => point.timeSeconds)).toEqual([60, 90, 120]);
    page.close();
  });

  it('says why it does not start', async () => {
    const start = startPrometheus({ binary, scrapeConfigs: [{ job_name: 'x', scrape_timout: '1s' }] });
    await expect(start).rejects.toThrow(/scrape_timout/);
  });
});

describeWith(['prometheus-sid', 'prometheus-trixie', 'prometheus-bookworm'], 'each Prometheus', (paths) => {
  it.each(Object.entries(paths))('%s starts from objects and answers', async (_, binary) => {
    await using prometheus = await startPrometheus({ binary, scrapeConfigs: [], retention: '10y' });
    expect(await prometheus.query('vector(1)')).toMatchObject([{ value: 1 }]);
  });
});

describeWith(['alertmanager', 'amtool'], 'real Alertmanager', ({ alertmanager: binary, amtool }) => {
  it('starts where Debian has installed no templates, and takes an alert', async () => {
    await using alertmanager = await startAlertmanager({
      binary,
      config: { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] },
    });
    const url = `--alertmanager.url=${alertmanager.url}`;
    expect(await runCommand(amtool, [url, 'alert', 'add', 'Toy'])).toMatchObject({ code: 0 });
    const { stdout } = await runCommand(amtool, [url, 'alert', 'query', '--output=simple']);
    expect(stdout).toContain('Toy');
  });
});

describeWith(['victoria-metrics'], 'real VictoriaMetrics', ({ 'victoria-metrics': binary }) => {
  it('starts and answers a query', async () => {
    await using receiver = await startVictoriaMetrics({ binary });
    expect(await receiver.query('vector(1)')).toMatchObject([{ value: 1 }]);
    expect((await fetch(receiver.otlpUrl, { method: 'POST' })).status).toBe(200);
  });
});

describeWith(['helm', 'helm-3', 'kubectl'], 'real Helm', (paths) => {
  it('comes in both major versions, with kubectl', async () => {
    const short = ['version', '--short'];
    expect((await runCommand(paths.helm, short)).stdout).toMatch(/^v4\./);
    expect((await runCommand(paths['helm-3'], short)).stdout).toMatch(/^v3\./);
    expect((await runCommand(paths.kubectl, ['version', '--client'])).stdout).toContain(
      'Client Version: v1.',
    );
  });
});
