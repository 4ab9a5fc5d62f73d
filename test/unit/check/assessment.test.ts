import { describe, expect, it } from 'vitest';
import { assessAccount, assessSite, type AccountFacts } from '../../../src/check/assessment.ts';
import { wordsOf } from '../../../src/exporter/collectors.ts';
import type { Answer } from '../../../src/snapshot/summary.ts';
import type { Verdict as VerdictOf } from '../../../src/webex/verdict.ts';
import { containing } from '../../support/containing.ts';
import { createAnswer, type SpeltAnswer } from '../../support/summary-answers.ts';
import { DAY_MS } from '../../support/time.ts';

type Verdict = VerdictOf<Answer>;

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const DAYS = { from: '2026-11-22', to: '2026-11-22' };

function answer(changes: SpeltAnswer = {}): Verdict {
  const days = { startDate: DAYS.from, endDate: DAYS.to };
  return {
    outcome: 'success',
    answer: createAnswer({ ...days, figures: { totalMeetings: 7 }, ...changes }),
  };
}

function facts(
  verdicts: readonly (Verdict | undefined)[],
  changes: Partial<AccountFacts> = {},
): AccountFacts {
  return {
    isBareToken: false,
    skewMs: undefined,
    answers: verdicts.map((verdict) => ({ days: DAYS, verdict })),
    words: wordsOf('meetings'),
    discovery: undefined,
    expiry: {},
    hasProPack: undefined,
    configuredHost: 'analytics.webexapis.com',
    servingHost: 'analytics.webexapis.com',
    nowMs: NOW_MS,
    ...changes,
  };
}

describe('a site', () => {
  const assess = (verdict: Verdict | undefined): unknown =>
    assessSite({ days: DAYS, verdict }, facts([verdict]));

  it.each<[string, Verdict | undefined, unknown]>([
    ['an answer', answer(), { status: 'ok', detail: '7 meetings on 2026-11-22' }],
    [
      'an answer without meetings',
      answer({ figures: {} }),
      { status: 'ok', detail: containing('without a number') },
    ],
    [
      'a zero',
      answer({ figures: { totalMeetings: 0 } }),
      { status: 'ok', detail: '0 meetings on 2026-11-22' },
    ],
    [
      'an answer about other days',
      answer({ startDate: '2026-11-21', endDate: '2026-11-21' }),
      { status: 'notice', detail: containing('although those on 2026-11-22 were asked for') },
    ],
    ['an answer that names no days', answer({ startDate: undefined, endDate: undefined }), { status: 'ok' }],
    [
      'unusable fields',
      answer({ defects: ['metrics.videoMeetings'] }),
      { status: 'notice', detail: containing('metrics.videoMeetings') },
    ],
    [
      'no data',
      { outcome: 'no_data', message: 'none' },
      { status: 'notice', advice: containing('nothing to do') },
    ],
    [
      'a failure',
      { outcome: 'not_found', message: 'HTTP 404' },
      { status: 'failed', detail: 'not_found: HTTP 404' },
    ],
    ['nothing', undefined, { status: 'skipped', advice: containing('later') }],
  ])('with %s', (_, verdict, finding) => {
    expect(assess(verdict)).toMatchObject(Object(finding));
  });
});

describe('an account', () => {
  it('whose site answers has token, scope, licence and region', () => {
    expect(assessAccount(facts([undefined, answer()]))).toMatchObject({
      token: { status: 'ok' },
      scopes: { status: 'ok' },
      licence: { status: 'ok' },
      region: { status: 'ok', detail: 'analytics.webexapis.com' },
      discovery: undefined,
    });
  });

  it('that nobody answered is not known, and not called wrong', () => {
    const findings = assessAccount(facts([{ outcome: 'network', message: 'gone' }, undefined]));
    for (const subject of ['token', 'scopes', 'licence', 'region'] as const)
      expect(findings[subject].status).toBe('skipped');
  });

  it('was accepted where only the site is refused', () => {
    expect(assessAccount(facts([{ outcome: 'forbidden', message: 'HTTP 403' }]))).toMatchObject({
      token: { status: 'ok' },
      scopes: { status: 'skipped' },
      licence: { status: 'skipped' },
    });
  });

  it.each(['forbidden', 'not_found', 'unauthorized'] as const)(
    'is not known where something in between says %s',
    (outcome) => {
      const findings = assessAccount(facts([{ outcome, message: 'HTTP 403', isForeign: true }]));
      for (const subject of ['token', 'scopes', 'licence', 'region'] as const)
        expect(findings[subject].status).toBe('skipped');
    },
  );

  it.each([
    [undefined, undefined],
    [6 * 60_000, "this machine's clock is 6 minutes ahead of Webex's"],
    [-600 * 60_000, "this machine's clock is 600 minutes behind Webex's"],
  ])('with a clock that is %s ms ahead is told %j', (skewMs, detail) => {
    expect(assessAccount(facts([answer()], { skewMs })).clock?.detail).toBe(detail);
  });

  it('that moved to another region is told to configure it', () => {
    const moved = facts([answer()], { servingHost: 'analytics-eu.webexapis.com' });
    expect(assessAccount(moved).region).toMatchObject({
      status: 'notice',
      advice: containing('WEBEX_ANALYTICS_URL=https://analytics-eu.webexapis.com'),
    });
  });

  it.each([
    [
      { accessMs: NOW_MS + 10 * DAY_MS, refreshMs: NOW_MS + 80 * DAY_MS },
      false,
      'ok',
      '2026-12-03 12:00 UTC (10 days)',
    ],
    [
      { accessMs: NOW_MS + 10 * DAY_MS, refreshMs: NOW_MS + 13 * DAY_MS },
      false,
      'notice',
      'refresh token until 2026-12-06',
    ],
    [{ accessMs: NOW_MS + 0.5 * DAY_MS }, true, 'notice', '(12 hours)'],
    [{ accessMs: NOW_MS + 0.5 * DAY_MS }, false, 'ok', '(12 hours)'],
    [{ accessMs: NOW_MS - 1 }, false, 'ok', '(over)'],
    [{}, true, 'ok', 'until when is not known'],
  ] as const)('with %j by a bare token (%s) is %s', (expiry, isBareToken, status, words) => {
    expect(assessAccount(facts([answer()], { expiry, isBareToken })).token).toMatchObject({
      status,
      detail: containing(words),
    });
  });

  it('whose token is refused before any site is known says so', () => {
    const failure = { outcome: 'unauthorized', message: 'refused' } as const;
    const discovery = {
      kind: 'failed',
      outcome: 'unauthorized',
      attempts: [{ method: 'licenses', failure }],
    } as const;
    expect(assessAccount(facts([], { discovery })).token).toMatchObject({
      status: 'failed',
      detail: 'refused',
    });
  });
});
