import type { Row } from '../dashboard-file.ts';
import { OF_ACCOUNTS } from '../selectors.ts';
import { timePanel } from '../time-panel.ts';

/** Days until each account's token ends. */
export function remainingDays(expiry: string): string {
  return `(max by (account) (${expiry}${OF_ACCOUNTS}) - time()) / 86400`;
}

/** How long we may still ask. */
export const TOKENS: Row = {
  title: 'Tokens',
  panels: [
    timePanel({
      title: 'Days left of access tokens',
      description: 'By account. A saw-tooth is right: a token is renewed at half its life.',
      unit: 'suffix: d',
      width: 12,
      height: 7,
      series: [
        {
          query: remainingDays('webex_access_token_expiry_timestamp_seconds'),
          legend: '{{account}}',
        },
      ],
    }),
    timePanel({
      title: 'Days left of refresh tokens',
      description:
        'By account. At the end somebody has to authorise the account again; Webex usually renews it with each use.',
      unit: 'suffix: d',
      width: 12,
      height: 7,
      series: [
        {
          query: remainingDays('webex_refresh_token_expiry_timestamp_seconds'),
          legend: '{{account}}',
        },
      ],
    }),
  ],
};
