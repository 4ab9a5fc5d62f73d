import { createProgress, type Progress } from '../progress.ts';
import { assessAccount, assessSite, type AccountFacts, type Asked } from '../check/assessment.ts';
import { toRawAnswer } from '../check/raw-answer.ts';
import { isGood, toJson, type AccountReport, type RawAnswer, type Report } from '../check/report.ts';
import type { Proof } from '../check/step.ts';
import { toTable } from '../check/table.ts';
import { settingsOf, type AccountConfig } from '../config/account-config.ts';
import type { Config } from '../config/config.ts';
import type { Credentials } from '../config/credentials.ts';
import { createPoller, type Poll } from '../poll/poller.ts';
import { planRetry } from '../poll/retry.ts';
import { createDiscovery, mergeSites } from '../webex/discovery.ts';
import { hasProPack } from '../webex/licences.ts';
import type { TokenExpiry } from '../webex/token.ts';
import { askTokenExpiryMs } from '../webex/token-expiry.ts';
import type { Verdict } from '../webex/verdict.ts';
import { rangeAt, type Window } from '../window.ts';
import { createAccount, type ConnectedAccount } from '../exporter/account.ts';
import type { CommandContext } from './serve.ts';
import { loadConfig } from './configuration.ts';

const DAY_MS = 86_400_000;

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
  const text = commandLine.switches.has('json') ? `${toJson(report)}\n` : toTable(report);
  stdout(redactor.redact(text));
  return isGood(report) ? 0 : 1;
}

async function checkAccount(
  configured: AccountConfig,
  { stateDir }: Config,
  { commandLine, runtime, log, redactor }: CommandContext,
): Promise<AccountReport> {
  const { clock, stop, random, stderr, isTerminal } = runtime;
  const answers = new Map<string, RawAnswer[]>();
  const account = await createAccount(configured, {
    runtime,
    log,
    redactor,
    stateDir,
    observe: () => undefined,
    onRetry: () => undefined,
    onResume: () => undefined,
    onAnswer(request, answer) {
      const site = request.url.searchParams.get('siteUrl');
      if (site === null) return;
      answers.set(site, [...(answers.get(site) ?? []), toRawAnswer(request, answer, redactor.redact)]);
    },
  });
  const { discover, discoverInclude: include, discoverExclude: exclude } = configured;
  const discovery = discover ? await createDiscovery(account.api, { include, exclude })(stop) : undefined;
  const found = discovery?.kind === 'found' ? discovery.sites : [];
  const config = { ...configured, sites: mergeSites(configured.sites, found) };

  const poll = createPoller({ clock, random, redact: redactor.redact, plan: planOnce });
  const questions = config.sites.map((site) => toQuestion(config, site, clock.now()));
  const total = questions.length;
  const progress = isTerminal
    ? createProgress({ total, now: clock.now, isTerminal, write: stderr })
    : undefined;
  const asking = { poll, concurrency: config.pollConcurrency, stop, progress };
  const asked = await askAll(questions, account, asking).finally(() => progress?.finish());
  const facts = await gatherFacts(config, account, { asked, discovery, nowMs: clock.now() }, stop);

  const isShown = commandLine.switches.has('show-answer');
  return {
    account: config.name,
    findings: assessAccount(facts),
    sites: questions.map(({ site, window, range }, index) => {
      const { verdict } = asked[index] ?? { verdict: undefined };
      return {
        site,
        window: window.label,
        outcome: verdict?.outcome,
        trackingId: verdict && 'trackingId' in verdict ? verdict.trackingId : undefined,
        finding: assessSite({ range, verdict }, facts),
        answers: isShown ? (answers.get(site) ?? []) : undefined,
      };
    }),
    callsPerDay: countCallsPerDay(config),
  };
}

/** One try: a refused token is replaced and another region is followed, but nothing is waited for. */
const planOnce: typeof planRetry = (failures, random) => {
  const retry = planRetry(failures, random);
  return retry?.kind === 'replace_token' || retry?.kind === 'move_region' ? retry : undefined;
};

interface Question {
  readonly site: string;
  readonly window: Window;
  readonly range: Asked['range'];
  readonly ask: (poll: Poll, account: ConnectedAccount, signal: AbortSignal) => Promise<Verdict>;
}

function toQuestion(config: AccountConfig, site: string, nowMs: number): Question {
  const { windows, dataDelayDays, maxLabelValues } = settingsOf(config, site);
  const [window = { label: '1d', days: 1 }] = windows.toSorted((a, b) => a.days - b.days);
  return {
    site,
    window,
    range: rangeAt(nowMs, window, dataDelayDays),
    async ask(poll, account, signal) {
      const target = {
        site,
        window,
        delayDays: dataDelayDays,
        asOfMs: nowMs,
        intervalMs: Infinity,
        maxLabelValues,
      };
      return (await poll(account, target, signal)).verdict;
    },
  };
}

interface Asking {
  readonly poll: Poll;
  readonly concurrency: number;
  readonly stop: AbortSignal;
  readonly progress: Progress | undefined;
}

/** Asks all questions; once Webex throttles the account, those that would have to wait for it are left out. */
async function askAll(
  questions: readonly Question[],
  account: ConnectedAccount,
  { poll, concurrency, stop, progress }: Asking,
): Promise<Asked[]> {
  const asked: Asked[] = questions.map(({ range }) => ({ range, verdict: undefined }));
  const end = new AbortController();
  const abort = (): void => end.abort();
  stop.addEventListener('abort', abort, { once: true });
  const left = questions.entries();

  async function work(): Promise<void> {
    for (const [index, question] of left) {
      if (end.signal.aborted) return;
      const verdict = await question.ask(poll, account, end.signal).catch((error: unknown) => {
        if (end.signal.aborted) return undefined;
        throw error;
      });
      asked[index] = { range: question.range, verdict };
      progress?.advance(verdict?.outcome === 'success');
      if (verdict?.outcome === 'rate_limited') end.abort();
    }
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  stop.removeEventListener('abort', abort);
  stop.throwIfAborted();
  return asked;
}

/** Asks the general API only for what the answers about the sites leave open. */
async function gatherFacts(
  config: AccountConfig,
  account: ConnectedAccount,
  known: Pick<AccountFacts, 'asked' | 'discovery' | 'nowMs'>,
  signal: AbortSignal,
): Promise<AccountFacts> {
  const outcomes = new Set(known.asked.map(({ verdict }) => verdict?.outcome));
  const isReached = outcomes.has('success') || outcomes.has('no_data') || outcomes.has('forbidden');
  const isThrottled = outcomes.has('rate_limited');
  const isRefused = outcomes.has('forbidden') && !outcomes.has('success') && !outcomes.has('no_data');
  return {
    ...known,
    proof: toProof(config.credentials),
    expiry: isReached && !isThrottled ? await findExpiry(account, signal) : account.tokens.expiry(),
    hasProPack: isRefused && !isThrottled ? await hasProPack(account.api, signal) : undefined,
    configuredHost: config.analyticsUrl.host,
    servingHost: account.analyticsUrl.host,
  };
}

async function findExpiry({ tokens, api }: ConnectedAccount, signal: AbortSignal): Promise<TokenExpiry> {
  const expiry = tokens.expiry();
  if (expiry.accessMs !== undefined) return expiry;
  const accessMs = await askTokenExpiryMs(api, signal);
  return accessMs === undefined ? expiry : { ...expiry, accessMs };
}

function toProof(credentials: Credentials): Proof {
  if (credentials.kind !== 'oauth') return credentials.kind;
  return credentials.refreshToken === undefined ? 'login' : 'refresh_token';
}

function countCallsPerDay(config: AccountConfig): number {
  const calls = config.sites.reduce((sum, site) => {
    const { windows, pollIntervalMs } = settingsOf(config, site);
    return sum + (windows.length * DAY_MS) / pollIntervalMs;
  }, 0);
  return Math.ceil(calls);
}
