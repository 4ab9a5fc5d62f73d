import { DEFAULT_THRESHOLDS } from '../../src/rules/thresholds.ts';

const HOUR_SECONDS = 3600;

/** Where remarkable begins: the alerts' own thresholds, as far as nobody says otherwise, where they have one. */
export const REMARKABLE = {
  ...DEFAULT_THRESHOLDS,
  /** Every morning may bring no data until 14:00 UTC. */
  lateAnswerSeconds: 4 * HOUR_SECONDS,
  staleAnswerSeconds: 16 * HOUR_SECONDS,
} as const;
