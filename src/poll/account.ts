import type { Suspension } from './suspension.ts';
import type { Ask } from '../webex/ask.ts';
import type { Gate } from '../webex/gate.ts';
import type { Pace } from '../webex/pace.ts';
import type { Region } from '../webex/region.ts';
import type { TokenSource } from '../webex/token.ts';

/** One Webex organisation as its polls share it: one budget, one token, one region. */
export interface Account {
  readonly name: string;
  readonly gate: Gate;
  readonly pace: Pace;
  readonly tokens: TokenSource;
  readonly ask: Ask;
  readonly suspension: Suspension;
  /** Where the analytics API is asked. */
  readonly region: Region;
  /** Base URL of the general API. */
  readonly apiUrl: URL;
}
