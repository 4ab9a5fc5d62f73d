import { metric as tableMetric } from '../../src/rules/metric.ts';

/** Metrics that the contract names and the instrument table has not got yet. */
export const ANNOUNCED: readonly string[] = [
  'webex_live_meetings',
  'webex_live_participants',
  'webex_live_meetings_by_quality',
  'webex_live_participants_by_quality',
  'webex_live_meetings_by_country',
  'webex_live_participants_by_country',
];

/** The name itself, when the instrument table has it or will have it; throws for any other. */
export function metric(name: string): string {
  return ANNOUNCED.includes(name) ? name : tableMetric(name);
}
