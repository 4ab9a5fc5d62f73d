import { decodeAnswer } from '../../src/collectors/live/answer.ts';
import { LIVE } from '../../src/collectors/live/live.ts';
import type { Store } from '../../src/snapshot/store.ts';
import { summarise, type Answer } from '../../src/snapshot/summary.ts';
import type { TargetKey } from '../../src/snapshot/target-key.ts';
import { OUTCOMES } from '../../src/webex/outcome.ts';
import { createAnswer } from './summary-answers.ts';
import { createFilledStore, storedTarget, windowKey, type WindowKey } from './targets.ts';
import { HOUR_MS, MINUTE_MS } from './time.ts';

const STALE_AFTER_MS = 48 * HOUR_MS;
const LIVE_TIMING = { intervalMs: MINUTE_MS, staleAfterMs: 5 * MINUTE_MS, isRequired: false };

/** When the golden page is asked for. */
export const goldenNowMs = Date.UTC(2026, 10, 23, 19, 30);
export const goldenStartMs = goldenNowMs - 100 * HOUR_MS;

const bigWeek = windowKey('acme.webex.com', '7d');
const bigDay = windowKey('acme.webex.com', '1d');
const oddWeek = windowKey('acme-eu.webex.com', '7d');
const staleWeek = windowKey('acme-apac.webex.com', '7d');
const newWeek = windowKey('acme-labs.webex.com', '7d');
const liveOfAll = { collector: LIVE.name, account: 'default' };
const liveOfSite = { collector: LIVE.name, account: 'second', site: 'umbrella.webex.com' };

/** One window of each kind: whole, failing with a good answer, odd, folded, stale, and never polled; and what is live. */
export function createGoldenStore(): Store {
  let nowMs = goldenStartMs;
  const store = createFilledStore({
    now: () => nowMs,
    targets: [
      ...[bigWeek, bigDay, oddWeek, staleWeek, newWeek].map((key) =>
        storedTarget(key, { staleAfterMs: STALE_AFTER_MS }),
      ),
      storedTarget(liveOfAll, LIVE_TIMING),
      storedTarget(liveOfSite, LIVE_TIMING),
    ],
    accounts: [
      {
        account: 'default',
        gauges: () => ({
          throttledMs: 2500,
          accessTokenExpiryMs: goldenNowMs + HOUR_MS,
          budget: { requestsPerMinute: 60, left: 59, pausedUntilMs: 0 },
        }),
      },
      { account: 'second', gauges: () => ({ throttledMs: 0 }) },
    ],
    outcomes: OUTCOMES,
    exporter: {
      version: '1.2.3',
      revision: 'abcdef0',
      nodeVersion: 'v20.19.0',
      shard: 0,
      shards: 1,
      lastReloadSuccessful: true,
      lastReloadSuccessMs: goldenStartMs,
    },
  });

  const good = (key: TargetKey, answer: Answer, maxLabelValues = 300): void =>
    store.recordPoll(
      key,
      { outcome: 'success', attemptMs: nowMs - 1234, durationMs: 1234 },
      summarise(answer, maxLabelValues, String),
    );
  const bad = (key: WindowKey, outcome: 'timeout' | 'forbidden'): void =>
    store.recordPoll(key, { outcome, attemptMs: nowMs - 30_000, durationMs: 30_000, problem: 'it failed' });

  good(staleWeek, WHOLE);
  nowMs += STALE_AFTER_MS;
  bad(staleWeek, 'forbidden');
  nowMs = goldenNowMs - 2 * HOUR_MS;
  good(bigWeek, WHOLE);
  good(bigDay, ONE_DAY, 2);
  good(oddWeek, ODD);
  nowMs += HOUR_MS;
  bad(bigWeek, 'timeout');
  nowMs = goldenNowMs;
  good(liveOfAll, toLive(LIVE_OF_ALL), 1);
  good(liveOfSite, toLive('{"totalLiveMeetingCount":0,"totalLiveParticipantCount":0,"locations":[]}'));

  for (const durationMs of [80, 900, 1100, 61_000])
    store.recordRequest({ account: 'default', endpoint: 'aggregates', code: '200', durationMs });
  store.recordRequest({ account: 'default', endpoint: 'aggregates', code: 'error', durationMs: 30_000 });
  store.recordRequest({ account: 'default', endpoint: 'access_token', code: '200', durationMs: 250 });
  return store;
}

const LIVE_OF_ALL = JSON.stringify({
  totalLiveMeetingCount: 412,
  totalLiveParticipantCount: 2718,
  totalGoodQualityLiveMeetingCount: 400,
  totalGoodQualityLiveParticipantCount: 2700,
  totalBadQualityMeetingCount: 12,
  totalBadQualityParticipantCount: 18,
  locations: [
    { country: 'Germany', liveMeetingCount: 300, liveParticipantCount: 2000 },
    { country: 'Spain', liveMeetingCount: 100, liveParticipantCount: 700 },
    { country: 'Atlantis', liveMeetingCount: 12, liveParticipantCount: 18 },
  ],
});

function toLive(body: string): Answer {
  const decoded = decodeAnswer(body, undefined);
  if (decoded.kind !== 'answer') throw new Error(`no live answer: ${body}`);
  return decoded.answer;
}

const WHOLE = createAnswer({
  figures: {
    totalMeetings: 130_123,
    totalParticipants: 1_048_576,
    totalUniqueHosts: 4321,
    totalMeetingMinutes: 5_904_321,
    totalAudioMinutes: 4_000_000,
    totalTelephoneMinutes: 250_000.5,
    totalVoIPMinutes: 3_749_999.5,
    videoMeetings: 90_001,
    sharingMeetings: 70_002,
    recordingMeetings: 0,
  },
  participantsByJoinMethods: [
    ['webApp', 300_000],
    ['cloudVideoDevice', 48_576],
    ['mobileMeetingsApp', 700_000],
  ],
  participantsByRoles: [
    ['host', 130_123],
    ['attendee', 918_453],
  ],
  participantsByLocation: [
    ['United States', 900_000],
    ['Côte d’Ivoire', 100_000],
    ['Atlantis', 48_576],
  ],
});

const ONE_DAY = createAnswer({
  startDate: '2026-11-22',
  endDate: '2026-11-22',
  figures: { totalMeetings: 12, totalMeetingMinutes: 90 },
  participantsByLocation: [
    ['Germany', 5],
    ['France', 4],
    ['Spain', 4],
    ['Italy', 1],
  ],
});

/** Without dates, with most fields absent and with names that must be escaped. */
const ODD = createAnswer({
  startDate: undefined,
  endDate: undefined,
  figures: { totalMeetings: 1 },
  participantsByJoinMethods: [
    ['say "hi"', 1],
    [String.raw`C:\new`, 2],
    ['two\nlines', 3],
    ['__proto__', 4],
    ['', 5],
    ['日本 \u{1F600}', 6],
    ['{le="+Inf"} 1', 7],
  ],
});
