import { describe, expect, it } from 'vitest';
import { containing } from '../../support/containing.ts';
import { runCommandLine, startWebex, type ListeningWebex } from './webex.ts';

async function checkLive(
  webex: ListeningWebex,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; report: unknown }> {
  const { code, stdout } = await runCommandLine(['check', '--json'], {
    ...webex.env,
    WEBEX_SITES: 'acme.webex.com',
    ...env,
  });
  return { code, report: JSON.parse(stdout) };
}

describe('webex-exporter check', () => {
  it('says that live meetings work where they are on', async () => {
    await using webex = await startWebex();
    const { code, report } = await checkLive(webex, { WEBEX_LIVE: 'site' });
    expect(code).toBe(0);
    expect(report).toMatchObject({
      ok: true,
      // Three windows an hour, and one question a minute.
      accounts: [{ trials: { live: { status: 'ok', outcome: 'success' } }, calls_per_day: 72 + 1440 }],
    });
  });

  it.each([
    ['account', 1, 'failed'],
    ['off', 0, 'skipped'],
  ])('fails for a refusal of live meetings only where they are on: %s', async (mode, exitCode, status) => {
    await using webex = await startWebex();
    webex.simulator.faults.set('live', { kind: 'status', status: 403 });
    const { code, report } = await checkLive(webex, { WEBEX_LIVE: mode });
    expect(code).toBe(exitCode);
    expect(report).toMatchObject({
      ok: exitCode === 0,
      accounts: [
        { trials: { live: { status, outcome: 'forbidden' } }, sites: [{ status: 'ok', outcome: 'success' }] },
      ],
    });
  });

  it('takes it for no failure that the minute is taken, by the running exporter say', async () => {
    await using webex = await startWebex();
    await checkLive(webex, {});
    const { code, report } = await checkLive(webex, { WEBEX_LIVE: 'account' });
    expect(code).toBe(0);
    expect(report).toMatchObject({
      accounts: [{ trials: { live: { status: 'skipped', advice: containing('once a minute') } } }],
    });
  });

  it('does not try them where no site is answered', async () => {
    await using webex = await startWebex({ organisation: { hasProPack: false } });
    const { report } = await checkLive(webex, { WEBEX_LIVE: 'account' });
    expect(report).toMatchObject({ accounts: [{ trials: { live: { status: 'skipped' } } }] });
    expect(webex.simulator.requests.log.map(({ endpoint }) => endpoint)).not.toContain('live_monitoring');
  });
});
