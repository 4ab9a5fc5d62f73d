import { describe, expect, it } from 'vitest';
import { containing } from '../../support/containing.ts';
import { runCommandLine, startWebex } from './webex.ts';

describe('webex-exporter check with discovery', () => {
  it('checks the explicit sites and those that the licences name', async () => {
    await using webex = await startWebex({ organisation: { retiredSites: ['old.webex.com'] } });
    const { code, stdout } = await runCommandLine(['check', '--json'], {
      ...webex.env,
      WEBEX_SITES: 'acme-labs.webex.com',
      WEBEX_DISCOVER: 'true',
      WEBEX_DISCOVER_INCLUDE: 'acme-*',
      WEBEX_DISCOVER_EXCLUDE: '*apac*',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      accounts: [
        {
          discovery: {
            status: 'ok',
            detail: containing("2 sites by the organisation's licences; 3 left out"),
          },
          calls_per_day: 144,
          sites: [{ site: 'acme-labs.webex.com' }, { site: 'acme-eu.webex.com' }],
        },
      ],
    });
    expect(code).toBe(0);
  });

  it('says what stands in its way', async () => {
    await using webex = await startWebex({ organisation: { scopes: [] } });
    const { code, stdout } = await runCommandLine(['check'], { ...webex.env, WEBEX_DISCOVER: 'true' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ discovery +no sites found; .*\n +→ .*spark-admin:licenses_read/);
  });

  it('names the token, not discovery, when that is refused', async () => {
    await using webex = await startWebex();
    const { code, stdout } = await runCommandLine(['check'], {
      ...webex.env,
      WEBEX_ACCESS_TOKEN: 'worn-out',
      WEBEX_DISCOVER: 'true',
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ token .*\n +→ set a new WEBEX_ACCESS_TOKEN/);
  });

  it('refuses patterns that leave out every site', async () => {
    await using webex = await startWebex();
    const { code, stdout } = await runCommandLine(['check'], {
      ...webex.env,
      WEBEX_DISCOVER: 'true',
      WEBEX_DISCOVER_INCLUDE: 'umbrella*',
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ discovery +0 sites .*4 left out/);
  });
});
