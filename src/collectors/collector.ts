import type { AccountConfig } from '../config/account.ts';
import type { CollectorInstrument } from '../metrics/instrument.ts';
import type { Advice } from '../poll/advice.ts';
import type { Target } from '../poll/target.ts';
import type { Headline } from '../snapshot/headline.ts';
import type { Answer } from '../snapshot/summary.ts';

/** One Webex API: what is asked of it and how often, and what its answers become. */
export interface Collector {
  /** The `collector` label. */
  readonly name: string;
  /** What the collector asks for an account, site by site. */
  readonly toTargets: (account: AccountConfig) => readonly Target[];
  /** The metrics that its answers become. */
  readonly instruments: readonly CollectorInstrument[];
  /** Words of advice that differ from those for every collector. */
  readonly advice: Partial<Advice>;
  /** What the status page shows of an answer. */
  readonly headline: Headline;
  /** The gist of a good answer, for `check`: `12 meetings`. */
  readonly describe: (answer: Answer) => string;
  /** What `check` tries once of something that need not be on. Default: nothing. */
  readonly toTrial?: (account: AccountConfig) => Trial;
}

export interface Trial {
  readonly target: Target;
  /** Whether the account's configuration asks for it. */
  readonly isOn: boolean;
  /** The step that turns it on. */
  readonly offer: string;
}
