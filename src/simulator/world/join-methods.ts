/** A part of the joins: those by one method, or from one country. */
export interface JoinPart {
  /** Relative number of joins on the days on which there are any. */
  readonly weight: number;
  /** First and last day on which there may be any, `YYYY-MM-DD`. Default: always. */
  readonly from?: string;
  readonly until?: string;
  /** Share of those days, 0 to 1, on which there are any. Default 1. */
  readonly dayShare?: number;
}

/** A way of joining a meeting, as a key of `participantsByJoinMethods`. */
interface JoinMethod extends JoinPart {
  readonly key: string;
  /** Joins of this method count as telephone minutes instead of VoIP minutes. */
  readonly isTelephone?: boolean;
}

/**
 * In the order in which answers list them. Cisco documents webApp, cloudVideoDevice and mobileMeetingsApp and calls
 * the list dynamic; the other keys are made up, to come, go and be rare.
 */
export const JOIN_METHODS: readonly JoinMethod[] = [
  { key: 'webApp', weight: 17 },
  { key: 'cloudVideoDevice', weight: 9 },
  { key: 'mobileMeetingsApp', weight: 11 },
  { key: 'webexApp', weight: 33 },
  { key: 'meetingsDesktopApp', weight: 22 },
  { key: 'callIn', weight: 3, isTelephone: true },
  { key: 'callBack', weight: 2, isTelephone: true },
  { key: 'thirdPartyVideoDevice', weight: 1.2 },
  { key: 'browserPlugin', weight: 1.5, until: '2026-05-31' },
  { key: 'spatialApp', weight: 1.3, from: '2026-03-02' },
  { key: 'carApp', weight: 0.3, dayShare: 0.1 },
  { key: 'linuxBeta', weight: 0.2, dayShare: 0.03 },
];
