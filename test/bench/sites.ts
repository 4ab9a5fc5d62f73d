import { decodeAnswer } from '../../src/collectors/meetings/answer.ts';
import { createRedactor, Secret } from '../../src/secret.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { SitesOption } from '../../src/simulator/world/site-profile.ts';
import type { Store } from '../../src/snapshot/store.ts';
import { Points } from '../../src/points.ts';
import { summarise, type Summary } from '../../src/snapshot/summary.ts';
import { OUTCOMES } from '../../src/webex/outcome.ts';
import { createFilledStore, storedTarget, windowKey } from '../support/targets.ts';

/** Of one window of one site with every country: figures, breakdowns and what is said of its polls. */
export const SERIES_PER_SITE = 222;

const COUNTRIES = 180;
const WINDOW = '7d';
const MAX_LABEL_VALUES = 300;

/** Of an account's client secret, access and refresh token, about: each is looked for in every label. */
const SECRET_CHARACTERS = [64, 100, 100];

/** Of this exporter's usual shape. */
export function simulateSites(count: number): Extract<SitesOption, { count: number }> {
  return { count, countries: COUNTRIES };
}

export interface AnsweredSite {
  readonly site: string;
  /** As Webex sends it. */
  readonly body: string;
}

/** Bodies of the simulator's week up to a day, for so many sites. */
export function simulateAnswers(count: number, lastDay = 22): readonly AnsweredSite[] {
  const simulator = createSimulator({ now: Date.now, sites: simulateSites(count) });
  return simulator.sites.map((site) => ({
    site,
    body: JSON.stringify(simulator.answer(site, `2026-11-${lastDay - 6}`, `2026-11-${lastDay}`)),
  }));
}

export interface FilledStore {
  readonly store: Store;
  /** A good poll of one site, the body being all there is of Webex. */
  readonly poll: (answered: AnsweredSite) => void;
  /** Other figures for some sites, in turn: every value that an answer has is another one. */
  readonly change: (count: number) => void;
  /** Polls of some sites, in turn, that bring the figures that are known. */
  readonly pollAgain: (count: number) => void;
}

/** The real store after one good poll of each site. */
export function fillStore(answers: readonly AnsweredSite[]): FilledStore {
  const now = Date.now;
  const { protect, redact } = createRedactor();
  protect('default', ...SECRET_CHARACTERS.map((length, index) => new Secret(String(index).repeat(length))));
  const store = createFilledStore({
    now,
    targets: answers.map(({ site }) =>
      storedTarget(windowKey(site, WINDOW), { staleAfterMs: Number.MAX_SAFE_INTEGER }),
    ),
    accounts: [{ account: 'default', gauges: () => ({ throttledMs: 0 }) }],
    outcomes: OUTCOMES,
    exporter: {
      version: '0.0.0',
      revision: 'benchmark',
      nodeVersion: process.version,
      shard: 0,
      shards: 1,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: now(),
    },
  });
  const record = (site: string, summary: Summary): void =>
    store.recordPoll(
      windowKey(site, WINDOW),
      { outcome: 'success', attemptMs: now(), durationMs: 200 },
      summary,
    );
  const poll = ({ site, body }: AnsweredSite): void => {
    const decoded = decodeAnswer(body, site);
    if (decoded.kind !== 'answer') throw new Error(`${site} has no answer`);
    record(site, summarise(decoded.answer, MAX_LABEL_VALUES, redact));
  };
  answers.forEach(poll);

  let next = 0;
  const recordNext = (count: number, toSummary: (known: Summary) => Summary): void => {
    for (let recorded = 0; recorded < count; recorded++) {
      const site = answers[next++ % answers.length]?.site ?? '';
      const summary = store.target(windowKey(site, WINDOW))?.summary;
      if (summary) record(site, toSummary(summary));
    }
  };
  return {
    store,
    poll,
    change: (count) => recordNext(count, countUp),
    pollAgain: (count) => recordNext(count, (known) => known),
  };
}

function countUp(summary: Summary): Summary {
  const more = ({ labels, values }: Points): Points =>
    new Points(
      labels,
      values.map((value) => value + 1),
    );
  return {
    ...summary,
    figures: mapValues(summary.figures, (value) => value + 1),
    breakdowns: mapValues(summary.breakdowns, more),
  };
}

function mapValues<T>(values: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
