import { THRESHOLDS } from '../../src/rules/thresholds.ts';

const HOUR_SECONDS = 3600;

/** Where remarkable begins: the alerts' own thresholds where they have one. */
export const REMARKABLE = {
  dropRatio: THRESHOLDS.dropRatio,
  surgeRatio: THRESHOLDS.surgeRatio,
  minMeetings: THRESHOLDS.minChangeMeetings,
  refreshTokenWarningDays: THRESHOLDS.refreshTokenWarningSeconds / 86_400,
  refreshTokenCriticalDays: THRESHOLDS.refreshTokenCriticalSeconds / 86_400,
  /** Every morning may bring no data until 14:00 UTC. */
  lateAnswerSeconds: 4 * HOUR_SECONDS,
  staleAnswerSeconds: 16 * HOUR_SECONDS,
} as const;
