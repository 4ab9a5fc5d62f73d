import type { Faults } from '../faults/fault-store.ts';
import type { Sleep } from '../faults/fault-answer.ts';
import type { Incidents } from '../world/incidents.ts';
import type { Live } from '../world/live.ts';
import type { Organisation } from '../world/organisation.ts';
import type { Truth } from '../world/truth.ts';
import type { WorldClock } from '../world/world-clock.ts';
import type { DeviceGrants } from './device-grants.ts';
import type { RequestLog } from './request-log.ts';
import type { Tokens } from './tokens.ts';

/** What the endpoints are made of. */
export interface Parts {
  readonly seed: number;
  /** Host names. */
  readonly sites: readonly string[];
  readonly clock: WorldClock;
  readonly sleep: Sleep;
  readonly truth: Truth;
  readonly live: Live;
  readonly tokens: Tokens;
  readonly organisation: Organisation;
  readonly deviceGrants: DeviceGrants;
  readonly faults: Faults;
  readonly incidents: Incidents;
  readonly requests: RequestLog;
  readonly nextTrackingId: () => string;
}
