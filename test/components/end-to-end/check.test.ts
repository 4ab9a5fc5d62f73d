import { describe, expect, it } from 'vitest';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';
import { containing } from '../../support/containing.ts';
import { runCommandLine, startWebex } from './webex.ts';

const SITES = 'acme.webex.com,acme-eu.webex.com';

/** The result of `check --json` against a Webex that `prepare` has changed. */
async function checkAgainst(
  webex: Awaited<ReturnType<typeof startWebex>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; report: unknown }> {
  const { code, stdout } = await runCommandLine(['check', '--json'], {
    ...webex.env,
    WEBEX_SITES: SITES,
    ...env,
  });
  return { code, report: JSON.parse(stdout) };
}

describe('webex-exporter check', () => {
  it('asks once per site, says that everything works, and exits 0', async () => {
    await using webex = await startWebex();
    const { code, stdout, stderr } = await runCommandLine(['check'], { ...webex.env, WEBEX_SITES: SITES });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/✓ acme\.webex\.com +\d+ meetings on \d{4}-\d{2}-\d{2}$/m);
    expect(stdout).toMatch(/✓ acme-eu\.webex\.com +\d+ meetings on /);
    expect(stdout).toMatch(/✓ scopes .*analytics:read_all/);
    expect(stdout).toMatch(/✓ licence .*Pro Pack/);
    expect(stdout).toMatch(/✓ region +127\.0\.0\.1/);
    expect(stdout).toMatch(/! token +accepted, until \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/);
    // Two sites, three windows, hourly.
    expect(stdout).toContain('144 calls per day');
    expect(stdout).toContain('Everything works.');
    const asked = webex.simulator.requests.log.map(({ endpoint, siteUrl }) => `${endpoint} ${siteUrl}`);
    expect(asked.sort()).toEqual([
      'aggregates acme-eu.webex.com',
      'aggregates acme.webex.com',
      'live_monitoring null',
      'token_expiry null',
    ]);
    // Off by default, and yet told of.
    expect(stdout).toMatch(/! live +\d+ live meetings .*; it is off\n +→ WEBEX_LIVE=account/);
  });

  it('says what is wrong with one site, what to do about it, and exits 1', async () => {
    await using webex = await startWebex();
    const { code, stdout } = await runCommandLine(['check'], {
      ...webex.env,
      WEBEX_SITES: `${SITES},gone.webex.com`,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ acme\.webex\.com/);
    expect(stdout).toMatch(/✗ gone\.webex\.com +not_found: .*\n +→ .*check its name/);
  });

  it('tells a site of another organisation from a missing scope', async () => {
    await using webex = await startWebex();
    webex.simulator.faults.set('acme-eu.webex.com', { kind: 'status', status: 403 });
    const { code, report } = await checkAgainst(webex);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      ok: false,
      accounts: [
        {
          account: 'default',
          calls_per_day: 144,
          scopes: { status: 'ok' },
          licence: { status: 'ok' },
          sites: [
            { site: 'acme.webex.com', window: '1d', status: 'ok', outcome: 'success' },
            {
              site: 'acme-eu.webex.com',
              status: 'failed',
              outcome: 'forbidden',
              advice: containing('other sites of this account answer'),
            },
          ],
        },
      ],
    });
  });

  it('finds in the licences that Pro Pack is missing', async () => {
    await using webex = await startWebex({ organisation: { hasProPack: false } });
    const { code, report } = await checkAgainst(webex);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      accounts: [
        {
          token: { detail: containing('accepted') },
          licence: { status: 'failed', advice: containing('Pro Pack') },
        },
      ],
    });
  });

  it('knows that a refusal is not for want of Pro Pack', async () => {
    await using webex = await startWebex({ organisation: { scopes: ['spark-admin:licenses_read'] } });
    const { report } = await checkAgainst(webex);
    expect(report).toMatchObject({
      accounts: [
        {
          scopes: { status: 'failed' },
          licence: { status: 'ok' },
          sites: [{ outcome: 'forbidden', advice: containing('analytics:read_all') }, {}],
        },
      ],
    });
  });

  it('asks with a refused token once, and says how to get another', async () => {
    await using webex = await startWebex();
    const { code, report } = await checkAgainst(webex, {
      WEBEX_ACCESS_TOKEN: 'worn-out',
      WEBEX_POLL_CONCURRENCY: '1',
    });
    expect(code).toBe(1);
    expect(report).toMatchObject({
      accounts: [
        {
          token: { status: 'failed', advice: containing('webex-exporter login') },
          sites: [{ outcome: 'unauthorized' }, { outcome: 'unauthorized' }],
        },
      ],
    });
    expect(webex.simulator.requests.total).toBe(1);
  });

  it('tells a wrong client from a worn-out refresh token', async () => {
    await using webex = await startWebex();
    const oauth = { ...webex.clientEnv, WEBEX_SITES: SITES, WEBEX_REFRESH_TOKEN: 'worn-out' };
    const worn = await runCommandLine(['check'], oauth);
    expect(worn.stdout).toMatch(/✗ token .*\n +→ authorise the Integration again/);
    const wrong = await runCommandLine(['check'], { ...oauth, WEBEX_CLIENT_ID: 'someone-else' });
    expect(wrong.stdout).toMatch(/✗ token .*\n +→ compare WEBEX_CLIENT_ID/);
    expect([worn.code, wrong.code]).toEqual([1, 1]);
  });

  it('waits for nothing: no retry, and no site is asked while Webex throttles', async () => {
    await using webex = await startWebex();
    webex.simulator.faults.set('all', { kind: 'status', status: 429, retryAfter: '3000' });
    const throttled = await checkAgainst(webex, { WEBEX_POLL_CONCURRENCY: '1' });
    expect(throttled.code).toBe(1);
    expect(throttled.report).toMatchObject({
      accounts: [{ sites: [{ outcome: 'rate_limited' }, { status: 'skipped' }] }],
    });
    expect(webex.simulator.requests.total).toBe(1);

    webex.simulator.faults.set('all', { kind: 'status', status: 503 });
    const broken = await checkAgainst(webex);
    expect(broken.report).toMatchObject({ accounts: [{ sites: [{ outcome: 'server_error' }, {}] }] });
    expect(webex.simulator.requests.total).toBe(3);
  });

  it('takes no answer of the day for a notice, not for a fault', async () => {
    await using webex = await startWebex();
    webex.simulator.faults.set('all', { kind: 'no-figures' });
    const { code, report } = await checkAgainst(webex);
    expect(code).toBe(0);
    expect(report).toMatchObject({ ok: true, accounts: [{ sites: [{ status: 'notice' }, {}] }] });
  });

  it('shows answers as they came, without secrets and without what would move a cursor', async () => {
    await using webex = await startWebex();
    const token = SIMULATOR_CREDENTIALS.accessToken;
    const body = `{"echo":"Bearer ${token}","refresh_token":"of-someone","esc":"\u001B[2J"}`;
    webex.simulator.faults.set('acme.webex.com', { kind: 'raw', body });
    const env = { ...webex.env, WEBEX_SITES: 'acme.webex.com' };
    const table = await runCommandLine(['check', '--show-answer'], env);
    const json = await runCommandLine(['check', '--show-answer', '--json'], env);
    for (const { stdout, stderr } of [table, json]) {
      expect(stdout).toContain('/v1/analytics/meetingsMetrics/aggregates?siteUrl=acme.webex.com');
      expect(stdout).toContain('echo');
      expect(stdout + stderr).not.toContain(token);
      expect(stdout).not.toContain('of-someone');
      expect(stdout).not.toContain('\u001B');
    }
    expect(JSON.parse(json.stdout)).toMatchObject({
      accounts: [
        {
          sites: [
            { answers: [{ status: 200, tracking_id: containing('ROUTERGW'), body: containing('echo') }] },
          ],
        },
      ],
    });
    const without = await runCommandLine(['check', '--json'], env);
    expect(without.stdout).not.toContain('"answers"');
  });

  it('exits 2 with every problem of a bad configuration, and asks nothing', async () => {
    await using webex = await startWebex();
    const { code, stdout, stderr } = await runCommandLine(['check', '--json'], {
      ...webex.env,
      WEBEX_SITES: 'https://acme.webex.com',
      WEBEX_WINDOWS: '36h',
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('not a bare host name');
    expect(stderr).toContain('"36h" is not a window');
    expect(webex.simulator.requests.total).toBe(0);
  });
});
