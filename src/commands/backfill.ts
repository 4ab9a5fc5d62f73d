import { resolve } from 'node:path';
import { createBlockMaker, type BlockMaker } from '../backfill/blocks.ts';
import { openAnswerLog } from '../backfill/answer-log.ts';
import { findLabelFaults, type ExtraLabel } from '../backfill/day-file.ts';
import { fillDays, type Gap } from '../backfill/fill.ts';
import {
  openOutputDirectory,
  OutputDirectoryError,
  type AnswerSettings,
  type OutputDirectory,
} from '../backfill/output-directory.ts';
import { findSpanFaults, HEAD_MS, listDays, makePlan, type Plan, type Span } from '../backfill/plan.ts';
import { createProgress } from '../progress.ts';
import { describeEnd, describePlan } from '../backfill/report.ts';
import { settingsOf, type AccountConfig } from '../config/account.ts';
import type { Config } from '../config/config.ts';
import { toErrorWords } from '../error-words.ts';
import { INSTRUMENTS } from '../exporter/collectors.ts';
import { isOfHistory, labelNames } from '../metrics/instrument.ts';
import { keyId } from '../snapshot/target-key.ts';
import type { Window } from '../window.ts';
import { connectAccounts, type BackfilledAccount } from './backfill-accounts.ts';
import { readConfig } from './configuration.ts';
import type { CommandContext } from './serve.ts';
import { UsageError } from '../usage-error.ts';

/** Writes past days as OpenMetrics. Rejects when anything is missing at the end; what is there stays and is not asked again. */
export async function backfill(context: CommandContext): Promise<void> {
  const { commandLine, runtime } = context;
  const job = await readBackfillJob(context);
  const { outputDir, blocks } = job;
  const promtoolFault = await blocks?.findFault();
  if (promtoolFault !== undefined) throw new UsageError([promtoolFault]);
  const accounts = await connectAccounts(job.config, context);
  const output = commandLine.values['dry-run'] ? undefined : await openOutput(outputDir, accounts);
  const days = listDays(job.span);
  try {
    const plan = await planJob(job, accounts, days, output);
    runtime.stdout(describePlan(plan, job.span, blocks !== undefined));
    if (output === undefined) return;
    const gaps = await fill(context, job, accounts, { days, plan, output });
    runtime.stdout(describeEnd(gaps, outputDir, blocks?.tsdb));
    if (gaps.length > 0)
      throw new Error(`${gaps.length} answers are missing; the same command asks for them again`);
  } finally {
    await output?.release();
  }
}

/** Metrics of which history is written. */
const HISTORY = INSTRUMENTS.filter(isOfHistory);

interface BackfillJob {
  readonly config: Config;
  readonly span: Span;
  readonly outputDir: string;
  readonly extraLabels: readonly ExtraLabel[];
  /** Undefined: no blocks are made. */
  readonly blocks: BlockMaker | undefined;
}

/** Throws with every fault of flags and configuration at once. */
async function readBackfillJob({ commandLine, runtime, log }: CommandContext): Promise<BackfillJob> {
  const { from, to, until, step, windows, label, promtool, tsdb } = commandLine.values;
  const outputDir = commandLine.values['output-dir'];
  const nowMs = runtime.clock.now();
  const { resolved, problems } = await readConfig(runtime, { file: commandLine.values['config.file'] });
  if (from === undefined) problems.push('--from is needed: the first UTC day, such as 2026-08-01');
  if (to === undefined) problems.push('--to is needed: the last UTC day, today at most');
  if (outputDir === undefined) problems.push('--output-dir is needed: a new or empty directory');
  if ((promtool === undefined) !== (tsdb === undefined))
    problems.push('--promtool and --tsdb are needed together');
  problems.push(...findLabelFaults(label, HISTORY.flatMap(labelNames)));
  const span = { from: from ?? '', to: to ?? '', untilMs: until ?? nowMs - HEAD_MS, stepMs: step };
  if (from !== undefined && to !== undefined) problems.push(...findSpanFaults(span, nowMs));
  if (resolved === undefined || outputDir === undefined || problems.length > 0)
    throw new UsageError(problems);

  for (const warning of resolved.warnings) log.warn(warning);
  const accounts = resolved.config.accounts.map((account) =>
    windows ? withWindows(account, windows) : account,
  );
  const blocks =
    promtool === undefined || tsdb === undefined ? undefined : createBlockMaker(promtool, resolve(tsdb), log);
  return { config: { ...resolved.config, accounts }, span, outputDir, extraLabels: label, blocks };
}

async function openOutput(
  outputDir: string,
  accounts: readonly BackfilledAccount[],
): Promise<OutputDirectory> {
  const settings = accounts.flatMap(({ settings: account }) =>
    account.sites.map((site): [string, AnswerSettings] => {
      const { dataDelayDays, maxLabelValues } = settingsOf(account, site);
      return [site, { dataDelayDays, maxLabelValues }];
    }),
  );
  try {
    return await openOutputDirectory(outputDir, new Map(settings));
  } catch (error) {
    if (error instanceof OutputDirectoryError) throw new UsageError([error.message]);
    throw error;
  }
}

async function planJob(
  { span, extraLabels }: BackfillJob,
  accounts: readonly BackfilledAccount[],
  days: readonly string[],
  output: OutputDirectory | undefined,
): Promise<Plan> {
  const kept = await countKept(accounts, days, output);
  return makePlan(
    days,
    span,
    accounts.map(({ settings, targets }) => ({
      questionsPerDay: targets.length,
      dayQuestionsPerDay: targets.filter(({ key }) => key.window === '1d').length,
      requestsPerMinute: settings.requestsPerMinute,
      kept: kept.get(settings.name) ?? 0,
    })),
    extraLabels,
  );
}

async function countKept(
  accounts: readonly BackfilledAccount[],
  days: readonly string[],
  output: OutputDirectory | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  if (output === undefined) return counts;
  for (const day of days) {
    await using log = await openAnswerLog(output.answersPath, day);
    for (const { settings, targets } of accounts) {
      const { name } = settings;
      const wanted = new Set(targets.map(({ key }) => keyId(key)));
      const own = log.answers.filter((answer) => wanted.has(keyId(answer)));
      counts.set(name, (counts.get(name) ?? 0) + own.length);
    }
  }
  return counts;
}

async function fill(
  { runtime }: CommandContext,
  { span, outputDir, extraLabels, blocks }: BackfillJob,
  accounts: readonly BackfilledAccount[],
  { days, plan, output }: { days: readonly string[]; plan: Plan; output: OutputDirectory },
): Promise<readonly Gap[]> {
  const { clock, stop, stderr, isTerminal } = runtime;
  const total = plan.requests - plan.kept;
  const progress = createProgress({ total, now: clock.now, isTerminal, write: stderr });
  try {
    return await fillDays({
      days,
      span,
      targets: accounts.flatMap(({ targets }) => targets),
      instruments: HISTORY,
      extraLabels,
      output,
      blocks,
      onAsked: (isAnswered) => progress.advance(isAnswered),
      signal: stop,
    });
  } catch (error) {
    const reason = stop.aborted ? 'interrupted' : toErrorWords(error);
    const resume = `what came is kept in ${outputDir}, and the same command goes on from there`;
    throw new Error(`${reason}; ${resume}`, { cause: error });
  } finally {
    progress.finish();
  }
}

/** The same windows for every site. */
function withWindows(account: AccountConfig, windows: readonly Window[]): AccountConfig {
  const siteSettings = new Map(
    [...account.siteSettings].map(([site, settings]) => [site, { ...settings, windows }]),
  );
  return { ...account, windows, siteSettings };
}
