import type { Clock } from './clock.ts';
import type { DeviceGrants } from './endpoints/device-grants.ts';
import type { Faults } from './faults/fault-store.ts';
import type { Incidents } from './world/incidents.ts';
import type { Organization } from './world/organisation.ts';
import type { Sleep } from './faults/paced-body.ts';
import type { RequestLog } from './endpoints/request-log.ts';
import type { Tokens } from './endpoints/tokens.ts';
import type { Truth } from './world/truth.ts';

/** What the endpoints are made of. */
export interface Parts {
  readonly seed: number;
  readonly siteUrls: readonly string[];
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly truth: Truth;
  readonly tokens: Tokens;
  readonly organization: Organization;
  readonly deviceGrants: DeviceGrants;
  readonly faults: Faults;
  readonly incidents: Incidents;
  readonly requests: RequestLog;
  readonly nextTrackingId: () => string;
}
