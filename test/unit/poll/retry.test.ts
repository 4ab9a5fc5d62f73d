import { describe, expect, it } from 'vitest';
import { pauseMs, planRetry } from '../../../src/poll/retry.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import type { Failure } from '../../../src/webex/verdict.ts';

const OUTCOMES_OF_FAILURES = OUTCOMES.filter((outcome) => outcome !== 'success');

function failed(outcome: Failure['outcome'], parts: Partial<Failure> = {}): Failure {
  return { outcome, message: '', ...parts };
}

function times(count: number, failure: Failure): Failure[] {
  return Array.from({ length: count }, () => failure);
}

const half = (): number => 0.5;

describe('planRetry', () => {
  it.each<[failures: Failure[], retry: ReturnType<typeof planRetry>]>([
    [[], undefined],
    [[failed('no_data')], undefined],
    [[failed('bad_request')], undefined],
    [[failed('forbidden')], undefined],
    [[failed('not_found')], undefined],
    [[failed('unauthorized')], { kind: 'replace_token' }],
    [times(2, failed('unauthorized')), undefined],
    [[failed('wrong_region')], undefined],
    [[failed('wrong_region', { regionHost: 'a.webex.com' })], { kind: 'move_region', host: 'a.webex.com' }],
    [times(2, failed('wrong_region', { regionHost: 'a.webex.com' })), undefined],
    [[failed('invalid_response')], { kind: 'wait', ms: 1000 }],
    [times(2, failed('invalid_response')), undefined],
    [[failed('rate_limited')], { kind: 'pause_account', ms: 60_000 }],
    [[failed('rate_limited', { retryAfterMs: 5000 })], { kind: 'pause_account', ms: 5000 }],
    [[failed('server_error')], { kind: 'wait', ms: 1000 }],
    [times(2, failed('server_error')), { kind: 'wait', ms: 2000 }],
    [times(3, failed('server_error')), { kind: 'wait', ms: 4000 }],
    [times(4, failed('server_error')), undefined],
    [[failed('server_error', { retryAfterMs: 9000 })], { kind: 'wait', ms: 9000 }],
    [[failed('timeout')], { kind: 'wait', ms: 1000 }],
    [[failed('network')], { kind: 'wait', ms: 1000 }],
    [[failed('network'), failed('unauthorized')], { kind: 'replace_token' }],
    [[failed('unauthorized'), failed('timeout')], { kind: 'wait', ms: 2000 }],
    [[failed('timeout'), failed('forbidden')], undefined],
  ])('after %j is %j', (failures, retry) => {
    expect(planRetry(failures, half)).toEqual(retry);
  });

  it.each(OUTCOMES_OF_FAILURES)('ends after the fourth failure, also when that is %s', (outcome) => {
    const failures = [...times(3, failed('network')), failed(outcome, { regionHost: 'a.webex.com' })];
    expect(planRetry(failures, half)).toBeUndefined();
  });

  it('waits anywhere between nothing and the whole backoff', () => {
    const nearlyOne = 1 - Number.EPSILON;
    expect(planRetry([failed('network')], () => 0)).toEqual({ kind: 'wait', ms: 0 });
    const longest = planRetry(times(3, failed('network')), () => nearlyOne);
    expect(longest).toEqual({ kind: 'wait', ms: 8000 * nearlyOne });
  });
});

describe('pauseMs', () => {
  it('is what was asked for, a minute without a word', () => {
    expect(pauseMs(failed('rate_limited', { retryAfterMs: 1500 }))).toBe(1500);
    expect(pauseMs(failed('rate_limited'))).toBe(60_000);
  });
});
