import { describe, expect, it } from 'vitest';
import type { Finding, SiteReport } from '../../../src/check/report.ts';
import { toTable } from '../../../src/check/table.ts';

const FINE: Finding = { status: 'ok', detail: 'fine' };

function tableOf(site: Partial<SiteReport> & { readonly finding: Finding }): string {
  return toTable({
    warnings: [],
    accounts: [
      {
        account: 'default',
        findings: {
          token: FINE,
          scopes: FINE,
          licence: FINE,
          region: FINE,
          discovery: undefined,
          clock: undefined,
        },
        trials: [],
        sites: [
          {
            site: 'acme.webex.com',
            window: '1d',
            outcome: 'server_error',
            trackingId: 'ROUTERGW_1',
            answers: undefined,
            ...site,
          },
        ],
        callsPerDay: 24,
      },
    ],
  });
}

describe('the table of check', () => {
  it('names the trackingId of what failed, since the step below asks to report it', () => {
    const table = tableOf({
      finding: { status: 'failed', detail: 'server_error: HTTP 503', advice: 'report it' },
    });
    expect(table).toContain(
      '  ✗ acme.webex.com  server_error: HTTP 503 (trackingId ROUTERGW_1)\n      → report it\n',
    );
  });

  it.each([
    ['of what did not fail', { status: 'notice', detail: 'no_data' }, 'ROUTERGW_1'],
    ['where Webex gave none', { status: 'failed', detail: 'timeout' }, undefined],
  ] as const)('names none %s', (_, finding, trackingId) => {
    expect(tableOf({ finding, trackingId })).toContain(`acme.webex.com  ${finding.detail}\n`);
  });

  it('shows no byte of a trackingId that would move the cursor', () => {
    const finding: Finding = { status: 'failed', detail: 'server_error' };
    expect(tableOf({ finding, trackingId: 'a\u001B[2Jb\nc' })).toContain('(trackingId a [2Jb c)\n');
  });
});
