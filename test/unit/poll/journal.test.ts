import { describe, expect, it } from 'vitest';
import { ADVICE } from '../../../src/poll/advice.ts';
import { createJournal, type Journal } from '../../../src/poll/journal.ts';
import type { PollResult, Target } from '../../../src/poll/poller.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import type { Failure, Verdict } from '../../../src/webex/verdict.ts';
import { createWindow } from '../../../src/window.ts';
import { createAnswer } from '../../support/summary-answers.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';

const target: Target = {
  site: 'acme.webex.com',
  window: createWindow(7),
  delayDays: 1,
  intervalMs: 3_600_000,
  maxLabelValues: 300,
};

function resultOf(verdict: Verdict): PollResult {
  return { record: { outcome: verdict.outcome, attemptMs: 0, durationMs: 12.7 }, verdict };
}

function success(...defects: readonly string[]): PollResult {
  return resultOf({ outcome: 'success', answer: createAnswer({ defects }) });
}

function failure(outcome: Failure['outcome'], parts: Partial<Failure> = {}): PollResult {
  return resultOf({ outcome, message: 'it failed', ...parts });
}

/** The lines above debug that a course of polls writes. */
function linesOf(write: (journal: Journal) => void): LogEntry[] {
  const { log, entries } = createLogRecorder();
  write(createJournal(log));
  return entries.filter(({ level }) => level !== 'debug');
}

function messagesOf(...results: readonly PollResult[]): string[] {
  return linesOf((journal) => {
    for (const result of results) journal.write('default', target, result);
  }).map(({ level, message }) => `${level} ${message}`);
}

const FIRST = 'info first figures';
const FAILED = 'warn poll failed';
const RECOVERED = 'info poll recovered';
const DEFECTS = 'warn the answer has unusable fields; their series are left out';

describe('a journal', () => {
  it.each<[course: string, results: PollResult[], messages: string[]]>([
    ['success for ever', [success(), success(), success()], [FIRST]],
    ['failure for ever', [failure('timeout'), failure('timeout')], [FAILED]],
    ['another failure', [failure('timeout'), failure('network'), failure('network')], [FAILED, FAILED]],
    [
      'a failure that comes and goes',
      [failure('timeout'), success(), failure('timeout')],
      [FAILED, RECOVERED, FAILED],
    ],
    ['recovery', [success(), failure('timeout'), success(), success()], [FIRST, FAILED, RECOVERED]],
    ['a defect', [success('a'), success('a')], [FIRST, DEFECTS]],
    ['a defect that appears', [success(), success('a'), success('a')], [FIRST, DEFECTS]],
    ['a defect that goes', [success('a'), success(), success()], [FIRST, DEFECTS]],
    ['another defect', [success('a'), success('b')], [FIRST, DEFECTS, DEFECTS]],
    ['recovery with a defect', [failure('timeout'), success('a')], [FAILED, RECOVERED, DEFECTS]],
  ])('writes one line per change: %s', (_, results, messages) => {
    expect(messagesOf(...results)).toEqual(messages);
  });

  it('writes one line per poll at level debug', () => {
    const { log, entries } = createLogRecorder();
    const journal = createJournal(log);
    journal.write('default', target, success());
    journal.write('default', target, success());
    expect(entries.filter(({ level }) => level === 'debug').map(({ fields }) => fields)).toEqual(
      Array.from({ length: 2 }, () => ({
        account: 'default',
        site: 'acme.webex.com',
        window: '7d',
        outcome: 'success',
        duration_ms: 13,
      })),
    );
  });

  it('says of a failure what happened and what to do', () => {
    const [line] = linesOf((journal) =>
      journal.write('default', target, failure('forbidden', { status: 403, trackingId: 'T_1' })),
    );
    expect(line?.fields).toEqual({
      account: 'default',
      site: 'acme.webex.com',
      window: '7d',
      outcome: 'forbidden',
      status: 403,
      tracking_id: 'T_1',
      problem: 'it failed',
      advice: ADVICE.forbidden,
    });
  });

  it('names ten unusable fields at most and counts them all', () => {
    const defects = Array.from({ length: 12 }, (_, index) => `f${index}`);
    const [, line] = linesOf((journal) => journal.write('default', target, success(...defects)));
    expect(line?.fields).toMatchObject({ fields: defects.slice(0, 10).join(' '), field_count: 12 });
  });

  it('keeps windows and sites apart', () => {
    const lines = linesOf((journal) => {
      for (const window of [createWindow(1), createWindow(7)])
        for (const site of ['a.webex.com', 'b.webex.com'])
          journal.write('default', { ...target, site, window }, failure('timeout'));
    });
    expect(lines).toHaveLength(4);
  });
});

describe('the advice', () => {
  it.each(OUTCOMES.filter((outcome) => outcome !== 'success'))('has words for %s', (outcome) => {
    expect(ADVICE[outcome]).toMatch(/^\S.{20,}[^.\s]$/);
  });
});
