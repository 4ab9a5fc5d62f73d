import { parseDay } from './calendar.ts';

/** A way of joining a meeting, as a key of `participantsByJoinMethods`. */
export interface JoinMethod {
  readonly key: string;
  /** Relative number of joins on the days on which the method is there. */
  readonly weight: number;
  /** Joins of this method count as telephone minutes instead of VoIP minutes. */
  readonly isTelephone: boolean;
  /** First day on which it is seen. */
  readonly firstDay: number;
  /** Last day on which it is seen. */
  readonly lastDay: number;
  /** Share of the days, 0 to 1, on which anyone uses it. */
  readonly dayShare: number;
}

/**
 * In the order in which answers list them. Cisco documents webApp, cloudVideoDevice and mobileMeetingsApp and calls
 * the list dynamic; the other keys are made up, to come, go and be rare.
 */
export const JOIN_METHODS: readonly JoinMethod[] = [
  joinMethod('webApp', 17),
  joinMethod('cloudVideoDevice', 9),
  joinMethod('mobileMeetingsApp', 11),
  joinMethod('webexApp', 33),
  joinMethod('meetingsDesktopApp', 22),
  joinMethod('callIn', 3, { isTelephone: true }),
  joinMethod('callBack', 2, { isTelephone: true }),
  joinMethod('thirdPartyVideoDevice', 1.2),
  joinMethod('browserPlugin', 1.5, { until: '2026-05-31' }),
  joinMethod('spatialApp', 1.3, { from: '2026-03-02' }),
  joinMethod('carApp', 0.3, { dayShare: 0.1 }),
  joinMethod('linuxBeta', 0.2, { dayShare: 0.03 }),
];

interface Presence {
  readonly isTelephone?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly dayShare?: number;
}

function joinMethod(key: string, weight: number, presence: Presence = {}): JoinMethod {
  return {
    key,
    weight,
    isTelephone: presence.isTelephone ?? false,
    firstDay: parseDay(presence.from ?? '') ?? Number.NEGATIVE_INFINITY,
    lastDay: parseDay(presence.until ?? '') ?? Number.POSITIVE_INFINITY,
    dayShare: presence.dayShare ?? 1,
  };
}
