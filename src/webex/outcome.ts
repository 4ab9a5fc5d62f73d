/** How a poll ended: a closed list, since users write alerts on these words. */
export const OUTCOMES = [
  'success',
  'no_data',
  'invalid_response',
  'bad_request',
  'unauthorized',
  'forbidden',
  'wrong_region',
  'not_found',
  'rate_limited',
  'server_error',
  'timeout',
  'network',
] as const;

export type Outcome = (typeof OUTCOMES)[number];
