import type { Verdict } from '../webex/verdict.ts';
import type { Answer } from '../snapshot/summary.ts';
import { describeDefects, type CollectorWords } from './assessment.ts';
import type { Finding } from './report.ts';

/** What came of trying something that need not be on. */
export interface TrialFacts {
  /** Undefined: not tried, since no site gave an answer. */
  readonly verdict: Verdict<Answer> | undefined;
  /** Whether the configuration asks for it: only then a refusal is a fault. */
  readonly isOn: boolean;
  /** The step that turns it on. */
  readonly offer: string;
  readonly words: CollectorWords;
}

export function assessTrial({ verdict, isOn, offer, words }: TrialFacts): Finding {
  if (verdict === undefined) return { status: 'skipped', detail: 'not tried: no site gave an answer' };
  if (verdict.outcome === 'success') {
    const { answer } = verdict;
    const detail = `${words.describe(answer)} now${describeDefects(answer)}`;
    if (!isOn) return { status: 'notice', detail: `${detail}; it is off`, advice: offer };
    return { status: answer.defects.length === 0 ? 'ok' : 'notice', detail };
  }
  const { outcome, message } = verdict;
  const detail = `${outcome}: ${message.replace(/\.$/, '')}`;
  if (!isOn) return { status: 'skipped', detail: `${detail}; it is off, and nothing depends on it` };
  const advice = words.advice[outcome];
  // Something else, such as the running exporter, has asked just now: nothing is known of what an answer would be.
  return { status: outcome === 'rate_limited' ? 'skipped' : 'failed', detail, advice };
}
