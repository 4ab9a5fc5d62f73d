import type { PollResult } from '../poll/poller.ts';
import type { Outcome } from '../webex/outcome.ts';
import { keyId } from '../snapshot/target-key.ts';
import { openAnswerLog, type AnswerKey, type AnswerLog } from './answer-log.ts';
import type { HistoryInstrument } from '../metrics/instrument.ts';
import { digestDay, renderDay, writePieces, type ExtraLabel } from './day-file.ts';
import type { OutputDirectory } from './output-directory.ts';
import { listSampleSeconds, type Span } from './plan.ts';

/** One window of one site, and how to ask about it as on a past day. */
export interface PastTarget {
  readonly key: AnswerKey;
  /** Rejects only when `signal` aborts. */
  readonly ask: (day: string, signal: AbortSignal) => Promise<PollResult>;
}

/** A target that has no answer on a day, and why. */
export interface Gap extends AnswerKey {
  readonly day: string;
  readonly outcome: Outcome;
  readonly problem: string;
}

/** Where blocks are made, and how of one day's file. Rejects with the words of what makes them, and when `signal` aborts. */
export interface DayBlocks {
  readonly tsdb: string;
  readonly make: (day: string, path: string, signal: AbortSignal) => Promise<void>;
}

/** After so many days in a row on which all of it was refused a site is not asked again: older days would be refused alike. */
const HOPELESS_AFTER_DAYS = 3;

const REFUSALS = new Set<Outcome>(['forbidden', 'not_found', 'bad_request', 'wrong_region']);

export interface FillOptions {
  readonly days: readonly string[];
  readonly span: Span;
  readonly targets: readonly PastTarget[];
  readonly instruments: readonly HistoryInstrument[];
  readonly extraLabels: readonly ExtraLabel[];
  readonly output: OutputDirectory;
  /** Makes blocks of each day's file as soon as it is written. Undefined: the files are what is wanted. */
  readonly blocks?: DayBlocks | undefined;
  /** Told after each answer or failure. */
  readonly onAsked: (isAnswered: boolean) => void;
  /** Stops the run. */
  readonly signal: AbortSignal;
}

/**
 * Asks for what is missing and writes each day's file or blocks, day by day; what Webex would not give is the result. Rejects when
 * the run is stopped, an answer or file cannot be written, or the token is refused: what is kept stays.
 */
export async function fillDays(options: FillOptions): Promise<readonly Gap[]> {
  const gaps: Gap[][] = [];
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  for (const day of options.days) {
    await using log = await openAnswerLog(options.output.answersPath, day);
    const newestGaps = gaps.slice(-HOPELESS_AFTER_DAYS);
    gaps.push(await askMissing(day, log, { ...options, signal }, newestGaps, end));
    await writeDay(day, log, { ...options, signal });
  }
  return gaps.flat();
}

/** How a site was refused on each of the newest days, with all that was wanted of it; undefined when it is worth asking. */
function refusalOf(
  site: string,
  targets: readonly PastTarget[],
  newestGaps: readonly Gap[][],
): Outcome | undefined {
  const wanted = targets.filter(({ key }) => key.site === site).length;
  const refusals = newestGaps.map((gaps) =>
    gaps.filter((gap) => gap.site === site && REFUSALS.has(gap.outcome)),
  );
  const isHopeless =
    refusals.length === HOPELESS_AFTER_DAYS && refusals.every(({ length }) => length === wanted);
  return isHopeless ? refusals.at(-1)?.at(-1)?.outcome : undefined;
}

async function askMissing(
  day: string,
  log: AnswerLog,
  { targets, onAsked, signal }: FillOptions,
  newestGaps: readonly Gap[][],
  end: AbortController,
): Promise<Gap[]> {
  const kept = new Set(log.answers.map(keyId));
  const missing = targets.filter(({ key }) => !kept.has(keyId(key)));

  // A site's next window waits until its answer is kept: a killed run loses little more than what was under way.
  const askSite = async (site: string): Promise<Gap[]> => {
    const gaps: Gap[] = [];
    const refusal = refusalOf(site, targets, newestGaps);
    for (const { key, ask } of missing.filter((target) => target.key.site === site)) {
      if (refusal !== undefined) {
        gaps.push({ ...key, day, outcome: refusal, problem: 'not asked: the days after it were refused' });
        onAsked(false);
        continue;
      }
      const { record, summary } = await ask(day, signal);
      const { outcome, problem = '', advice } = record;
      if (outcome === 'unauthorized') throw new Error([problem, advice].filter(Boolean).join('; '));
      if (summary) await log.append({ ...key, summary });
      else gaps.push({ ...key, day, outcome, problem });
      onAsked(summary !== undefined);
    }
    return gaps;
  };
  // What ends the run ends it at once: answers that cannot be kept must not be asked for.
  const askSiteOrEnd = (site: string): Promise<Gap[]> =>
    askSite(site).catch((error: unknown) => {
      end.abort(error);
      throw error;
    });
  // All of them end before the log is closed.
  const sites = new Set(missing.map(({ key }) => key.site));
  const asked = await Promise.allSettled(Array.from(sites, askSiteOrEnd));
  signal.throwIfAborted();
  return asked.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function writeDay(
  day: string,
  log: AnswerLog,
  { span, targets, instruments, extraLabels, output, blocks, signal }: FillOptions,
): Promise<void> {
  const wanted = new Map(targets.map(({ key }) => [keyId(key), key]));
  const answers = log.answers.flatMap(({ summary, ...kept }) => {
    // The account is that of now: the site may have moved since it was asked.
    const key = wanted.get(keyId(kept));
    return key ? [{ ...key, summary }] : [];
  });
  if (answers.length === 0) return;
  const content = { answers, sampleSeconds: listSampleSeconds(day, span), extraLabels };
  const digest = digestDay(content);
  if (blocks && output.hasBlocks(blocks.tsdb, day, digest)) return;
  if (!output.isWritten(day, digest)) {
    await writePieces(output.dayPath(day), renderDay(content, instruments));
    await output.recordWritten(day, digest);
  }
  if (blocks === undefined) return;
  // Now and not at the end: the text of many days is more than a disk has, the blocks are not.
  await blocks.make(day, output.dayPath(day), signal);
  await output.recordBlocks(blocks.tsdb, day);
}
