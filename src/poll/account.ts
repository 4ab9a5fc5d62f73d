import type { Suspension } from './suspension.ts';
import type { Ask, Base } from '../webex/ask.ts';
import type { Gate } from '../webex/gate.ts';
import type { Pace } from '../webex/pace.ts';
import type { TokenSource } from '../webex/token.ts';

/** One Webex organisation as its polls share it: one budget, one token, one region. */
export interface Account {
  readonly name: string;
  readonly gate: Gate;
  readonly pace: Pace;
  readonly tokens: TokenSource;
  readonly ask: Ask;
  readonly suspension: Suspension;
  /** An answer that names another region's host changes the analytics API's for the process. */
  readonly baseUrls: Record<Base, URL>;
}
