import type { Clock } from './clock.ts';
import type { DeviceGrants } from './device-grants.ts';
import type { Faults } from './fault-store.ts';
import type { Incidents } from './incidents.ts';
import type { Organization } from './organization.ts';
import type { Sleep } from './paced-body.ts';
import type { RequestLog } from './request-log.ts';
import type { Tokens } from './tokens.ts';
import type { Truth } from './truth.ts';

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
