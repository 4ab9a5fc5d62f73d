import { describe, expect, it } from 'vitest';
import { ADVICE } from '../../../src/poll/advice.ts';
import { createJournal, type Journal } from '../../../src/poll/journal.ts';
import type { PollResult } from '../../../src/poll/poller.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import type { Answer } from '../../../src/snapshot/summary.ts';
import type { Failure, Verdict } from '../../../src/webex/verdict.ts';
import { createAnswer } from '../../support/summary-answers.ts';
import { createLogRecorder, type LogEntry } from '../../support/log-recorder.ts';
import { windowKey } from '../../support/targets.ts';

const key = windowKey('acme.webex.com', '7d');

function resultOf(verdict: Verdict<Answer>): PollResult {
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
  write(createJournal(log, () => ADVICE));
  return entries.filter(({ level }) => level !== 'debug');
}

function messagesOf(...results: readonly PollResult[]): string[] {
  return linesOf((journal) => {
    for (const result of results) journal.write(key, result);
  }).map(({ level, message }) => `${level} ${message}`);
}

/** No figures, and none due before noon of that day. */
function pending(): PollResult {
  const { record, verdict } = failure('no_data');
  return { record: { ...record, pendingUntilMs: Date.UTC(2026, 10, 24, 12) }, verdict };
}

const PENDING = 'info Webex has no figures for these days yet; they are not late before the instant given';
const CAME = 'info the figures have come';
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
    ['figures that are not due yet', [success(), pending(), pending(), success()], [FIRST, PENDING, CAME]],
    ['figures that become late', [pending(), failure('no_data'), success()], [PENDING, FAILED, RECOVERED]],
    ['recovery with a defect', [failure('timeout'), success('a')], [FAILED, RECOVERED, DEFECTS]],
  ])('writes one line per change: %s', (_, results, messages) => {
    expect(messagesOf(...results)).toEqual(messages);
  });

  it('tells of the first figures of a site once, and of those of its other windows at level debug', () => {
    const { log, entries } = createLogRecorder();
    const journal = createJournal(log, () => ADVICE);
    for (const site of ['a.webex.com', 'b.webex.com'])
      for (const window of ['1d', '7d', '28d']) journal.write(windowKey(site, window), success());
    const first = entries.filter(({ message }) => message === 'first figures');
    expect(first.map(({ level, fields }) => [level, fields['site']])).toEqual(
      ['a.webex.com', 'b.webex.com'].flatMap((site) => [
        ['info', site],
        ['debug', site],
        ['debug', site],
      ]),
    );
  });

  it('writes one line per poll at level debug', () => {
    const { log, entries } = createLogRecorder();
    const journal = createJournal(log, () => ADVICE);
    journal.write(key, success());
    journal.write(key, success());
    expect(entries.filter(({ level }) => level === 'debug').map(({ fields }) => fields)).toEqual(
      Array.from({ length: 2 }, () => ({
        collector: 'meetings',
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
      journal.write(key, failure('forbidden', { status: 403, trackingId: 'T_1' })),
    );
    expect(line?.fields).toEqual({
      collector: 'meetings',
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

  it('names unusable fields and counts those that it does not name', () => {
    const defects = ['a', 'b'];
    const answer = createAnswer({ defects });
    const [, line] = linesOf((journal) =>
      journal.write(key, resultOf({ outcome: 'success', answer: { ...answer, moreDefects: 10 } })),
    );
    expect(line?.fields).toMatchObject({ fields: 'a b', field_count: 12 });
  });

  it('keeps windows and sites apart', () => {
    const lines = linesOf((journal) => {
      for (const window of ['1d', '7d'])
        for (const site of ['a.webex.com', 'b.webex.com'])
          journal.write(windowKey(site, window), failure('timeout'));
    });
    expect(lines).toHaveLength(4);
  });
});

describe('a failure of the whole account', () => {
  const keys = ['1d', '7d'].flatMap((window) =>
    ['a.webex.com', 'b.webex.com'].map((site) => windowKey(site, window)),
  );
  const refused = failure('unauthorized', { message: 'refused', advice: 'restart' });
  const writeAll = (journal: Journal, result: PollResult): void => {
    for (const each of keys) journal.write(each, result);
  };

  it('is one line, with the advice of who knows more than the outcome', () => {
    const lines = linesOf((journal) => {
      writeAll(journal, refused);
      writeAll(journal, refused);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ account: 'default', problem: 'refused', advice: 'restart' });
  });

  it('is said anew when it comes back', () => {
    const lines = linesOf((journal) => {
      writeAll(journal, refused);
      journal.write(windowKey('a.webex.com', '1d'), success());
      writeAll(journal, refused);
    });
    expect(lines.map(({ fields }) => fields['problem'])).toEqual(['refused', undefined, 'refused']);
  });

  it('of another account is another one', () => {
    const lines = linesOf((journal) => {
      journal.write(key, refused);
      journal.write({ ...key, account: 'other', site: 'c.webex.com' }, refused);
    });
    expect(lines).toHaveLength(2);
  });
});

describe('the advice', () => {
  it.each(OUTCOMES.filter((outcome) => outcome !== 'success'))('has words for %s', (outcome) => {
    expect(ADVICE[outcome]).toMatch(/^\S.{20,}[^.\s]$/);
  });

  it('writes a failure anew when failures are forgotten, and nothing else', () => {
    const lines = linesOf((journal) => {
      journal.write(key, failure('forbidden'));
      journal.forgetFailures();
      journal.write(key, failure('forbidden'));
      journal.write(key, failure('forbidden'));
      journal.forgetFailures();
      journal.write(key, success());
      journal.forgetFailures();
      journal.write(key, success());
      journal.write(key, pending());
      journal.forgetFailures();
      journal.write(key, pending());
    });
    expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      FAILED,
      FAILED,
      RECOVERED,
      PENDING,
    ]);
  });

  it('writes a refused token anew when the account has another one, and leaves other accounts alone', () => {
    const other = { ...windowKey('globex.webex.com', '7d'), account: 'other' };
    const lines = linesOf((journal) => {
      for (const account of [key, other]) journal.write(account, failure('unauthorized'));
      journal.forgetFailures(key.account);
      for (const account of [key, other]) journal.write(account, failure('unauthorized'));
    });
    expect(lines.map(({ fields }) => fields?.['account'])).toEqual([key.account, 'other', key.account]);
  });
});
