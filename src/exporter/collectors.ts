import type { Collector, Trial } from '../collectors/collector.ts';
import { LIVE } from '../collectors/live/live.ts';
import { MEETINGS } from '../collectors/meetings/meetings.ts';
import type { AccountConfig } from '../config/account.ts';
import type { Instrument } from '../metrics/instrument.ts';
import { OWN_INSTRUMENTS } from '../metrics/instruments.ts';
import { ADVICE, type Advice } from '../poll/advice.ts';
import type { Target } from '../poll/target.ts';
import type { Headline } from '../snapshot/headline.ts';

/** The Webex APIs that are polled. No other place names one. */
const COLLECTORS: readonly Collector[] = [MEETINGS, LIVE];

/** Every metric of ours, in the order of the page. */
export const INSTRUMENTS: readonly Instrument[] = [
  ...COLLECTORS.flatMap(({ instruments }) => instruments),
  ...OWN_INSTRUMENTS,
];

/** All that is polled of an account. */
export function toTargets(account: AccountConfig): Target[] {
  return COLLECTORS.flatMap((collector) => collector.toTargets(account));
}

/** What `check` tries of an account besides. */
export function toTrials(account: AccountConfig): Trial[] {
  return COLLECTORS.flatMap(({ toTrial }) => toTrial?.(account) ?? []);
}

/** A collector's words of advice; those of all where it has none of its own. */
export function adviceOf(collector: string): Advice {
  return { ...ADVICE, ...COLLECTORS.find(({ name }) => name === collector)?.advice };
}

/** The figure that stands for a collector's answers; undefined: there is no such collector. */
export function headlineOf(collector: string): Headline | undefined {
  return COLLECTORS.find(({ name }) => name === collector)?.headline;
}

/** How a collector speaks of its answers; undefined: nothing was asked. */
export function wordsOf(collector = ''): Pick<Collector, 'describe'> & { readonly advice: Advice } {
  const { describe = () => 'figures' } = COLLECTORS.find(({ name }) => name === collector) ?? {};
  return { advice: adviceOf(collector), describe };
}
