import { assessAccount, assessSite, isServed } from '../check/assessment.ts';
import { toRawAnswer } from '../check/raw-answer.ts';
import { isGood, toJson, type AccountReport, type RawAnswer, type Report } from '../check/report.ts';
import { toTable } from '../check/table.ts';
import { mergeSites, type AccountConfig } from '../config/account.ts';
import type { Config } from '../config/config.ts';
import { createAccount } from '../exporter/account.ts';
import { toTargets, wordsOf } from '../exporter/collectors.ts';
import { createPoller } from '../poll/poller.ts';
import { createProgress } from '../progress.ts';
import { discoverSites } from '../webex/discovery.ts';
import { DAY_MS } from '../window.ts';
import { gatherFacts } from './check-facts.ts';
import { askAll, planOnce, toSiteChecks, tryAll } from './check-questions.ts';
import { loadConfig } from './configuration.ts';
import { createRecorder, type Recorder } from './recordings.ts';
import type { CommandContext } from './serve.ts';

/** Asks Webex once per site and prints what works and what does not; gives the exit code. */
export async function check(context: CommandContext): Promise<0 | 1> {
  const { commandLine, runtime, redactor } = context;
  const { stop, stdout } = runtime;
  const file = commandLine.values['config.file'];
  const resolved = await loadConfig(runtime, { file });
  const { accounts } = resolved.config;
  const directory = commandLine.values.record;
  const recorder = directory === undefined ? undefined : await createRecorder(directory);

  const reports: AccountReport[] = [];
  try {
    for (const account of accounts)
      reports.push(await checkAccount(account, { ...context, config: resolved.config, recorder }));
  } catch (error) {
    throw stop.aborted ? new Error('interrupted', { cause: error }) : error;
  }
  const report: Report = { warnings: resolved.warnings, accounts: reports };
  const { redact } = redactor;
  stdout(commandLine.values.json ? `${toJson(report, redact)}\n` : redact(toTable(report)));
  if (recorder) {
    const sites = reports.flatMap((account) => account.sites.map(({ site }) => site));
    context.log.info('answers recorded with stand-ins for names; keep the salt beside them to yourself', {
      directory,
      files: await recorder.write(sites),
    });
  }
  return isGood(report) ? 0 : 1;
}

interface AccountContext extends CommandContext {
  readonly config: Config;
  readonly recorder: Recorder | undefined;
}

async function checkAccount(
  configured: AccountConfig,
  { commandLine, runtime, log, redactor, config: { stateDir }, recorder }: AccountContext,
): Promise<AccountReport> {
  const { clock, stop, random, stderr, isTerminal } = runtime;
  const rawAnswers = new Map<string, RawAnswer[]>();
  const account = await createAccount(configured, {
    runtime,
    log,
    redactor,
    stateDir,
    onAnswer(request, answer) {
      const { redact } = redactor;
      if (answer.kind === 'answered')
        recorder?.add({ request, answer: { ...answer, body: redact(answer.body) }, atMs: clock.now() });
      const site = request.url.searchParams.get('siteUrl');
      if (site === null) return;
      rawAnswers.set(site, [...(rawAnswers.get(site) ?? []), toRawAnswer(request, answer, redact)]);
    },
  });
  const discovery = configured.discover ? await discoverSites(account.api, configured, stop) : undefined;
  const found = discovery?.kind === 'found' ? discovery.sites : [];
  const sites = mergeSites(configured.sites, found);
  const config = { ...configured, sites, sitesOfAllShards: sites };

  const poll = createPoller({ clock, random, redact: redactor.redact, plan: planOnce });
  const nowMs = clock.now();
  const { shortest: checks, others } = toSiteChecks(config, nowMs);
  const total = checks.length;
  const progress = isTerminal
    ? createProgress({ total, now: clock.now, isTerminal, write: stderr })
    : undefined;
  const asking = { poll, nowMs, concurrency: config.pollConcurrency, stop, progress };
  const answers = await askAll(checks, account, asking).finally(() => progress?.finish());
  const words = wordsOf(checks[0]?.target.key.collector);
  const known = { answers, words, discovery, nowMs: clock.now() };
  const facts = await gatherFacts(config, account, known, stop);
  if (recorder) await askAll(others, account, { ...asking, progress: undefined });
  const trials = await tryAll(config, account, { ...asking, clock, isServed: isServed(facts) });

  const isShown = commandLine.values['show-answer'];
  return {
    account: config.name,
    findings: assessAccount(facts),
    trials,
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

function countCallsPerDay(config: AccountConfig): number {
  return Math.ceil(toTargets(config).reduce((sum, { intervalMs }) => sum + DAY_MS / intervalMs, 0));
}
