import type { Outcome } from '../../../src/webex/outcome.ts';

/** By what has to be done: nothing, wait, look at the network, act. */
export const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = {
  success: 'semi-dark-green',
  no_data: 'semi-dark-blue',
  rate_limited: 'yellow',
  server_error: 'orange',
  timeout: 'dark-orange',
  network: 'semi-dark-orange',
  invalid_response: 'light-orange',
  unauthorized: 'dark-red',
  forbidden: 'red',
  not_found: 'light-red',
  bad_request: 'purple',
  wrong_region: 'light-purple',
};
