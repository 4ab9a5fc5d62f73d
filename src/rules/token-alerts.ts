import type { Alert, AlertGroup } from './alert.ts';
import { DAY_SECONDS, UNLESS_UNAUTHORIZED, wideThreshold } from './series.ts';
import type { WideThresholdName } from './thresholds.ts';

const ACCESS_REMAINING = remaining('webex_access_token_expiry_timestamp_seconds');
const REFRESH_REMAINING = remaining('webex_refresh_token_expiry_timestamp_seconds');

/** Alerts on the tokens' ends, while the tokens still work: a token that is refused is told of by itself. */
export const TOKEN_ALERTS: AlertGroup = {
  name: 'webex-token-alerts',
  dashboard: 'webex-exporter',
  alerts: {
    WebexAccessTokenNotRenewed: {
      severity: 'warning',
      expr: `clamp_min(${ACCESS_REMAINING}, 0) / max_over_time((${ACCESS_REMAINING})[15d:1h])
< on () group_left ()
  ${wideThreshold('accessTokenLifeRatio')}
${UNLESS_UNAUTHORIZED}`,
      for: '30m',
      summary: 'A Webex access token is near its end and was not renewed.',
      description:
        '{{ $value | humanizePercentage }} of the life of the access token of account {{ $labels.account }} are left. It is renewed at half its life where that works.',
    },
    WebexRefreshTokenExpiring: {
      severity: 'warning',
      ...refreshAlert(`${endsWithin('refreshTokenWarningDays')}
unless on (account)
  ${endsWithin('refreshTokenCriticalDays')}`),
      summary: 'A Webex refresh token ends within weeks, and with it all access.',
    },
    WebexRefreshTokenEnding: {
      severity: 'critical',
      ...refreshAlert(endsWithin('refreshTokenCriticalDays')),
      summary: 'A Webex refresh token ends within days, and with it all access.',
    },
  },
};

function refreshAlert(condition: string): Pick<Alert, 'expr' | 'for' | 'description'> {
  return {
    expr: `clamp_min(${REFRESH_REMAINING}, 0)
and on (account)
  ${condition}
${UNLESS_UNAUTHORIZED}`,
    for: '1h',
    description:
      'The refresh token of account {{ $labels.account }} ends in {{ $value | humanizeDuration }}. Then somebody has to authorise the account again.',
  };
}

function endsWithin(days: WideThresholdName): string {
  return `(${REFRESH_REMAINING}) / ${DAY_SECONDS} < on () group_left () ${wideThreshold(days)}`;
}

function remaining(expiry: string): string {
  return `max by (account) (${expiry}) - time()`;
}
