import type { Suspension } from './suspension.ts';
import type { Client } from '../webex/client.ts';
import type { Gate } from '../webex/gate.ts';
import type { TokenSource } from '../webex/token.ts';

/** One Webex organisation as its polls share it: one budget, one token, one region. */
export interface Account {
  readonly name: string;
  readonly gate: Gate;
  readonly tokens: TokenSource;
  readonly client: Client;
  readonly suspension: Suspension;
  /** Base URL of the analytics API; an answer that names another region's host changes it for the process. */
  analyticsUrl: URL;
}
