import type { PollResult } from '../poll/poller.ts';
import type { Outcome } from '../webex/outcome.ts';
import { openAnswerLog, type AnswerKey, type AnswerLog } from './answer-log.ts';
import { digestDay, renderDay, writePieces, type ExtraLabel } from './day-file.ts';
import type { OutputDirectory } from './output-directory.ts';
import { listSampleSeconds, type Span } from './plan.ts';

/** After so many refusals in a row a site is not asked again in this run: the next days would be refused alike. */
const HOPELESS_AFTER = 3;

const REFUSALS: ReadonlySet<Outcome> = new Set<Outcome>([
  'forbidden',
  'not_found',
  'bad_request',
  'wrong_region',
]);

/** One window of one site, and how to ask about it as on a past day. */
export interface Question extends AnswerKey {
  /** Rejects only when the run is stopped. */
  readonly ask: (day: string) => Promise<PollResult>;
}

/** A question that has no answer on a day, and why. */
export interface Gap extends AnswerKey {
  readonly day: string;
  readonly outcome: Outcome;
  readonly problem: string;
}

export interface FillOptions {
  readonly days: readonly string[];
  readonly span: Span;
  readonly questions: readonly Question[];
  readonly extraLabels: readonly ExtraLabel[];
  readonly output: OutputDirectory;
  /** Told after each answer or failure. */
  readonly onAsked: (isAnswered: boolean) => void;
}

/** Webex refuses the token: going on would only be refused, and what is kept is kept. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** Asks for what is missing and writes each day's file, day by day; what Webex would not give is the result. */
export async function fillDays(options: FillOptions): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  const refusalsInARow = new Map<string, number>();
  for (const day of options.days) {
    await using log = await openAnswerLog(options.output.answersPath, day);
    gaps.push(...(await askMissing(day, log, options, refusalsInARow)));
    await writeDay(day, log, options);
  }
  return gaps;
}

async function askMissing(
  day: string,
  log: AnswerLog,
  { questions, onAsked }: FillOptions,
  refusalsInARow: Map<string, number>,
): Promise<Gap[]> {
  const kept = new Set(log.answers.map(toId));
  const missing = questions.filter((question) => !kept.has(toId(question)));

  const answer = async (question: Question): Promise<Gap | undefined> => {
    const { site, window } = question;
    if ((refusalsInARow.get(site) ?? 0) >= HOPELESS_AFTER) {
      onAsked(false);
      return {
        day,
        site,
        window,
        outcome: 'forbidden',
        problem: 'not asked: the days before it were refused',
      };
    }
    const { record, summary } = await question.ask(day);
    if (record.outcome === 'unauthorized') throw new TokenRefusedError(record.problem);
    refusalsInARow.set(site, REFUSALS.has(record.outcome) ? (refusalsInARow.get(site) ?? 0) + 1 : 0);
    if (summary) await log.append({ site, window, summary });
    onAsked(summary !== undefined);
    return summary
      ? undefined
      : { day, site, window, outcome: record.outcome, problem: record.problem ?? '' };
  };
  // All of them end before the log is closed, also when one of them ends the run.
  const asked = await Promise.allSettled(missing.map(answer));
  return asked.flatMap((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value === undefined ? [] : [result.value];
  });
}

async function writeDay(
  day: string,
  log: AnswerLog,
  { span, questions, extraLabels, output }: FillOptions,
): Promise<void> {
  const wanted = new Set(questions.map(toId));
  const answers = log.answers.filter((answer) => wanted.has(toId(answer)));
  if (answers.length === 0) return;
  const content = { answers, sampleSeconds: listSampleSeconds(day, span), extraLabels };
  const digest = digestDay(content);
  if (output.isWritten(day, digest)) return;
  await writePieces(output.dayPath(day), renderDay(content));
  await output.recordWritten(day, digest);
}

function toId({ site, window }: AnswerKey): string {
  return `${site} ${window}`;
}
