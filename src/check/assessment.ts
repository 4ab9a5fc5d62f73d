import type { Advice } from '../poll/advice.ts';
import type { Answer } from '../snapshot/summary.ts';
import { describeSkew } from '../webex/clock-skew.ts';
import type { Discovery } from '../webex/discovery.ts';
import { ANALYTICS_SCOPES } from '../webex/scopes.ts';
import type { Outcome } from '../webex/outcome.ts';
import type { TokenExpiry } from '../webex/token.ts';
import type { Failure, Verdict } from '../webex/verdict.ts';
import { dayAt, DAY_MS, type DateRange } from '../window.ts';
import { assessDiscovery } from './discovery.ts';
import type { AccountFindings, Finding } from './report.ts';
import { CAUSES, toStep } from './step.ts';

const HOUR_MS = 3_600_000;

/** A refresh token that nobody renews in this time means that the exporter has not run for long. */
const REFRESH_NOTICE_MS = 14 * DAY_MS;

/** What came of asking about one site. */
export interface SiteAnswer {
  readonly days: DateRange;
  /** Undefined: not asked, since Webex throttled the account before. */
  readonly verdict: Verdict<Answer> | undefined;
}

/** How the collector that asked speaks. */
export interface CollectorWords {
  readonly advice: Advice;
  /** The gist of a good answer: `12 meetings`. */
  readonly describe: (answer: Answer) => string;
}

export interface AccountFacts {
  /** A ready token that nothing renews. */
  readonly isBareToken: boolean;
  readonly answers: readonly SiteAnswer[];
  readonly words: CollectorWords;
  /** Undefined: not configured. */
  readonly discovery: Discovery | undefined;
  readonly expiry: TokenExpiry;
  readonly hasProPack: boolean | undefined;
  readonly configuredHost: string;
  /** Where the last answers came from. */
  readonly servingHost: string;
  /** How far this machine's clock is ahead of Webex's, where that is worth a word. */
  readonly skewMs: number | undefined;
  readonly nowMs: number;
}

const UNKNOWN: Finding = { status: 'skipped', detail: 'not known: no site gave an answer' };

/** What the answers about all sites say of the account itself, in the order in which it is shown. */
export function assessAccount(facts: AccountFacts): AccountFindings {
  return {
    token: assessToken(facts),
    scopes: assessScopes(facts),
    licence: assessLicence(facts),
    region: assessRegion(facts),
    discovery: facts.discovery && assessDiscovery(facts.discovery, facts.words.advice),
    clock: facts.skewMs === undefined ? undefined : assessClock(facts.skewMs),
  };
}

export function assessSite({ days, verdict }: SiteAnswer, facts: AccountFacts): Finding {
  if (verdict === undefined) {
    return {
      status: 'skipped',
      detail: 'not asked: Webex throttles the account',
      advice: 'run the check again later',
    };
  }
  const { outcome } = verdict;
  if (outcome === 'success') return assessAnswer(verdict.answer, days, facts.words);
  if (outcome === 'unauthorized' && !verdict.isForeign)
    return { status: 'failed', detail: 'unauthorized: no answer without an accepted token' };
  return {
    status: outcome === 'no_data' ? 'notice' : 'failed',
    detail: `${outcome}: ${verdict.message}`,
    advice: stepFor(verdict, facts, isServed(facts)),
  };
}

function stepFor(failure: Failure, { hasProPack, words }: AccountFacts, isAccountServed: boolean): string {
  return toStep(failure, { hasProPack, isAccountServed, advice: words.advice });
}

/** A refusal that tells of the account. */
function toFailed(refusal: Failure, facts: AccountFacts, detail = refusal.message): Finding {
  return { status: 'failed', detail, advice: stepFor(refusal, facts, false) };
}

function assessAnswer(answer: Answer, asked: DateRange, { describe }: CollectorWords): Finding {
  const { startMs, endMs, defects } = answer;
  const shown = {
    from: startMs === undefined ? asked.from : dayAt(startMs),
    to: endMs === undefined ? asked.to : dayAt(endMs - 1),
  };
  const detail = `${describe(answer)} ${describeDays(shown)}`;
  if (shown.from !== asked.from || shown.to !== asked.to) {
    return {
      status: 'notice',
      detail: `${detail}, although those ${describeDays(asked)} were asked for`,
      advice: 'please report this with the output of --show-answer',
    };
  }
  if (defects.length === 0) return { status: 'ok', detail };
  return {
    status: 'notice',
    detail: `${detail}${describeDefects(answer)}`,
    advice: 'these figures are left out; please report them with the output of --show-answer',
  };
}

/** The first of the fields that are left out. */
export function describeDefects({ defects }: Answer): string {
  return defects.length === 0 ? '' : `; unusable fields: ${defects.slice(0, 5).join(', ')}`;
}

function assessToken(facts: AccountFacts): Finding {
  const refusal = findFailure(facts, ['unauthorized']);
  if (refusal) return toFailed(refusal, facts);
  // Webex itself took the token and did not like the question; something in between says nothing of the token.
  if (!isServed(facts) && !findFailure(facts, ['forbidden', 'not_found'])) return UNKNOWN;

  const { accessMs, refreshMs } = facts.expiry;
  const access = accessMs === undefined ? 'until when is not known' : describeEnd(accessMs, facts.nowMs);
  if (refreshMs !== undefined) {
    const detail = `accepted, ${access}; refresh token ${describeEnd(refreshMs, facts.nowMs)}`;
    return refreshMs - facts.nowMs < REFRESH_NOTICE_MS
      ? { status: 'notice', detail, advice: 'keep the exporter running: it renews the refresh token' }
      : { status: 'ok', detail };
  }
  if (facts.isBareToken && accessMs !== undefined && accessMs - facts.nowMs < DAY_MS) {
    const advice =
      'this token cannot be renewed; for lasting use make an Integration and run `webex-exporter login`';
    return { status: 'notice', detail: `accepted, ${access}`, advice };
  }
  return { status: 'ok', detail: `accepted, ${access}` };
}

function assessScopes(facts: AccountFacts): Finding {
  if (isServed(facts))
    return { status: 'ok', detail: `analytics are given, so ${ANALYTICS_SCOPES[0]} is there` };
  return notTold(facts, 'scope');
}

function assessLicence(facts: AccountFacts): Finding {
  if (isServed(facts)) return { status: 'ok', detail: 'analytics are given, so Pro Pack is there' };
  if (facts.hasProPack === true) return { status: 'ok', detail: 'the organisation has a Pro Pack licence' };
  if (facts.hasProPack === false) {
    const forbidden: Failure = { outcome: 'forbidden', message: '' };
    return toFailed(forbidden, facts, "none of the organisation's licences is Pro Pack");
  }
  return notTold(facts, 'licence');
}

function notTold(facts: AccountFacts, cause: 'scope' | 'licence'): Finding {
  const refusal = findFailure(facts, ['forbidden']);
  if (refusal === undefined) return UNKNOWN;
  return CAUSES[cause].words.test(refusal.message)
    ? { status: 'failed', detail: `Webex names the ${cause} as a possible cause of its refusal` }
    : { status: 'skipped', detail: 'not known: Webex refuses without saying why' };
}

function assessRegion(facts: AccountFacts): Finding {
  const { configuredHost, servingHost } = facts;
  const refusal = failures(facts).find(({ outcome }) => outcome === 'wrong_region');
  if (refusal) return toFailed(refusal, facts);
  if (!isServed(facts)) return UNKNOWN;
  return servingHost === configuredHost
    ? { status: 'ok', detail: servingHost }
    : {
        status: 'notice',
        detail: `Webex sends this organisation from ${configuredHost} to ${servingHost}`,
        advice: `set WEBEX_ANALYTICS_URL=https://${servingHost}, which saves a refused request at each start`,
      };
}

function assessClock(skewMs: number): Finding {
  return {
    status: 'failed',
    detail: `this machine's clock is ${describeSkew(skewMs)}`,
    advice: 'set it, by NTP for instance: windows, Retry-After and the ends of tokens go by it',
  };
}

/** Whether a site gave an answer. */
export function isServed({ answers }: AccountFacts): boolean {
  return answers.some(({ verdict }) => verdict?.outcome === 'success' || verdict?.outcome === 'no_data');
}

/** The first that ended so by Webex's own word. */
function findFailure(facts: AccountFacts, outcomes: readonly Outcome[]): Failure | undefined {
  return failures(facts).find(({ outcome, isForeign }) => outcomes.includes(outcome) && !isForeign);
}

function failures({ answers, discovery }: AccountFacts): Failure[] {
  const ofSites = answers.flatMap(({ verdict }) =>
    verdict === undefined || verdict.outcome === 'success' ? [] : [verdict],
  );
  const ofDiscovery = discovery?.kind === 'failed' ? discovery.attempts.map(({ failure }) => failure) : [];
  return [...ofSites, ...ofDiscovery.filter(({ outcome }) => outcome === 'unauthorized')];
}

function describeDays({ from, to }: DateRange): string {
  return from === to ? `on ${from}` : `from ${from} to ${to}`;
}

function describeEnd(endMs: number, nowMs: number): string {
  const end = `${new Date(endMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const leftMs = endMs - nowMs;
  if (leftMs <= 0) return `until ${end} (over)`;
  return leftMs < 2 * DAY_MS
    ? `until ${end} (${Math.floor(leftMs / HOUR_MS)} hours)`
    : `until ${end} (${Math.floor(leftMs / DAY_MS)} days)`;
}
