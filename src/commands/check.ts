import { createProgress, type Progress } from '../progress.ts';
import { assessAccount, assessSite, type AccountFacts, type SiteAnswer } from '../check/assessment.ts';
import { toRawAnswer } from '../check/raw-answer.ts';
import { isGood, toJson, type AccountReport, type RawAnswer, type Report } from '../check/report.ts';
import { toTable } from '../check/table.ts';
import type { AccountConfig } from '../config/account-config.ts';
import type { Config } from '../config/config.ts';
import { createPoller, type Poll } from '../poll/poller.ts';
import { planRetry } from '../poll/retry.ts';
import type { Target } from '../poll/target.ts';
import { createDiscovery, mergeSites } from '../webex/discovery.ts';
import { hasProPack } from '../webex/licences.ts';
import type { TokenExpiry } from '../webex/token.ts';
import { askTokenExpiryMs } from '../webex/token-expiry.ts';
import { DAY_MS, type DateRange } from '../window.ts';
import { createAccount, type ConnectedAccount } from '../exporter/account.ts';
import { toTargets, wordsOf } from '../exporter/collectors.ts';
import type { CommandContext } from './serve.ts';
import { loadConfig } from './configuration.ts';

/** Asks Webex once per site and prints what works and what does not; gives the exit code. */
export async function check(context: CommandContext): Promise<0 | 1> {
  const { commandLine, runtime, redactor, readFile } = context;
  const { stop, stdout } = runtime;
  const file = commandLine.values['config.file'];
  const resolved = loadConfig({ env: runtime.env, readFile }, { file });
  const { accounts } = resolved.config;

  const reports: AccountReport[] = [];
  try {
    for (const account of accounts) reports.push(await checkAccount(account, resolved.config, context));
  } catch (error) {
    throw stop.aborted ? new Error('interrupted', { cause: error }) : error;
  }
  const report: Report = { warnings: resolved.warnings, accounts: reports };
  const { redact } = redactor;
  stdout(commandLine.switches.has('json') ? `${toJson(report, redact)}\n` : redact(toTable(report)));
  return isGood(report) ? 0 : 1;
}

async function checkAccount(
  configured: AccountConfig,
  { stateDir }: Config,
  { commandLine, runtime, log, redactor }: CommandContext,
): Promise<AccountReport> {
  const { clock, stop, random, stderr, isTerminal } = runtime;
  const rawAnswers = new Map<string, RawAnswer[]>();
  const account = await createAccount(configured, {
    runtime,
    log,
    redactor,
    stateDir,
    onAnswer(request, answer) {
      const site = request.url.searchParams.get('siteUrl');
      if (site === null) return;
      rawAnswers.set(site, [...(rawAnswers.get(site) ?? []), toRawAnswer(request, answer, redactor.redact)]);
    },
  });
  const { discover, discoverInclude: include, discoverExclude: exclude } = configured;
  const discovery = discover ? await createDiscovery(account.api, { include, exclude })(stop) : undefined;
  const found = discovery?.kind === 'found' ? discovery.sites : [];
  const config = { ...configured, sites: mergeSites(configured.sites, found) };

  const poll = createPoller({ clock, random, redact: redactor.redact, plan: planOnce });
  const nowMs = clock.now();
  const checks = toSiteChecks(config, nowMs);
  const total = checks.length;
  const progress = isTerminal
    ? createProgress({ total, now: clock.now, isTerminal, write: stderr })
    : undefined;
  const asking = { poll, nowMs, concurrency: config.pollConcurrency, stop, progress };
  const answers = await askAll(checks, account, asking).finally(() => progress?.finish());
  const words = wordsOf(checks[0]?.target.key.collector);
  const known = { answers, words, discovery, nowMs: clock.now() };
  const facts = await gatherFacts(config, account, known, stop);

  const isShown = commandLine.switches.has('show-answer');
  return {
    account: config.name,
    findings: assessAccount(facts),
    sites: checks.map(({ target: { key }, days }, index) => {
      const { site = '', window = '' } = key;
      const { verdict } = answers[index] ?? { verdict: undefined };
      return {
        site,
        window,
        outcome: verdict?.outcome,
        trackingId: verdict && 'trackingId' in verdict ? verdict.trackingId : undefined,
        finding: assessSite({ days, verdict }, facts),
        answers: isShown ? (rawAnswers.get(site) ?? []) : undefined,
      };
    }),
    callsPerDay: countCallsPerDay(config),
  };
}

/** One try: a refused token is replaced and another region is followed, but nothing is waited for. */
const planOnce: typeof planRetry = (failures, random, maxRetries) => {
  const retry = planRetry(failures, random, maxRetries);
  return retry?.kind === 'replace_token' || retry?.kind === 'move_region' ? retry : undefined;
};

/** What is asked of one site: as many days as its shortest window has. */
interface SiteCheck {
  readonly target: Target;
  readonly days: DateRange;
}

function toSiteChecks(config: AccountConfig, nowMs: number): SiteCheck[] {
  const shortest = new Map<string, SiteCheck>();
  for (const target of toTargets(config)) {
    const { site } = target.key;
    const { days } = target.questionAt(nowMs);
    if (site === undefined || days === undefined) continue;
    const known = shortest.get(site);
    // All windows of a site end on the same day.
    if (known === undefined || known.days.from < days.from) shortest.set(site, { target, days });
  }
  return [...shortest.values()];
}

interface Asking {
  readonly poll: Poll;
  readonly nowMs: number;
  readonly concurrency: number;
  readonly stop: AbortSignal;
  readonly progress: Progress | undefined;
}

/** Asks all of them; once Webex throttles the account, those that would have to wait for it are left out. */
async function askAll(
  checks: readonly SiteCheck[],
  account: ConnectedAccount,
  { poll, nowMs, concurrency, stop, progress }: Asking,
): Promise<SiteAnswer[]> {
  const answers: SiteAnswer[] = checks.map(({ days }) => ({ days, verdict: undefined }));
  const limits = { giveUpAfterMs: Infinity, asOfMs: nowMs };
  const end = new AbortController();
  const abort = (): void => end.abort();
  stop.addEventListener('abort', abort, { once: true });
  const left = checks.entries();

  async function work(): Promise<void> {
    for (const [index, { target, days }] of left) {
      if (end.signal.aborted) return;
      const result = await poll(account, target, limits, end.signal).catch((error: unknown) => {
        if (end.signal.aborted) return undefined;
        throw error;
      });
      const verdict = result?.verdict;
      answers[index] = { days, verdict };
      progress?.advance(verdict?.outcome === 'success');
      if (verdict?.outcome === 'rate_limited') end.abort();
    }
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  stop.removeEventListener('abort', abort);
  stop.throwIfAborted();
  return answers;
}

/** Asks the general API only for what the answers about the sites leave open. */
async function gatherFacts(
  config: AccountConfig,
  account: ConnectedAccount,
  known: Pick<AccountFacts, 'answers' | 'words' | 'discovery' | 'nowMs'>,
  signal: AbortSignal,
): Promise<AccountFacts> {
  const outcomes = new Set(
    known.answers.map(({ verdict }) =>
      // What something in between says is no word of Webex.
      verdict !== undefined && verdict.outcome !== 'success' && verdict.isForeign
        ? undefined
        : verdict?.outcome,
    ),
  );
  const isReached = outcomes.has('success') || outcomes.has('no_data') || outcomes.has('forbidden');
  const isThrottled = outcomes.has('rate_limited');
  const isRefused = outcomes.has('forbidden') && !outcomes.has('success') && !outcomes.has('no_data');
  return {
    ...known,
    isBareToken: config.credentials.kind === 'token',
    expiry: isReached && !isThrottled ? await findExpiry(account, signal) : account.tokens.expiry(),
    hasProPack: isRefused && !isThrottled ? await hasProPack(account.api, signal) : undefined,
    configuredHost: config.analyticsUrl.host,
    servingHost: account.region.url.host,
    skewMs: account.skew.noticeableMs,
  };
}

async function findExpiry({ tokens, api }: ConnectedAccount, signal: AbortSignal): Promise<TokenExpiry> {
  const expiry = tokens.expiry();
  if (expiry.accessMs !== undefined) return expiry;
  const accessMs = await askTokenExpiryMs(api, signal);
  return accessMs === undefined ? expiry : { ...expiry, accessMs };
}

function countCallsPerDay(config: AccountConfig): number {
  return Math.ceil(toTargets(config).reduce((sum, { intervalMs }) => sum + DAY_MS / intervalMs, 0));
}
