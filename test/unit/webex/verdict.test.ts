import { describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../../src/collectors/meetings/answer.ts';
import type { Answer } from '../../../src/snapshot/summary.ts';
import type { Exchange } from '../../../src/webex/exchange.ts';
import { OUTCOMES } from '../../../src/webex/outcome.ts';
import { judge, type Failure, type Verdict } from '../../../src/webex/verdict.ts';

const SITE = 'acme.webex.com';
const NOW_MS = Date.UTC(2026, 10, 23, 12);
const GOOD = JSON.stringify({ siteUrl: SITE, metrics: { totalMeetings: 1 } });

function answered(status: number, body = '', retryAfter?: string): Exchange {
  return { kind: 'answered', status, body, retryAfter, trackingId: 'ROUTER_1' };
}

function judgeOf(exchange: Exchange, askedHost = ''): Verdict<Answer> {
  return judge(exchange, {
    decode: (body) => decodeAnswer(body, SITE),
    quotedHosts: [askedHost, SITE],
    nowMs: NOW_MS,
    redact: (text) => text,
  });
}

function outcomeOf(exchange: Exchange): string {
  return judgeOf(exchange).outcome;
}

function failureOf(exchange: Exchange): Failure {
  const verdict = judgeOf(exchange);
  if (verdict.outcome === 'success') throw new Error('no failure');
  return verdict;
}

describe('the outcome of an answer', () => {
  it.each([
    [200, GOOD, 'success'],
    [201, GOOD, 'success'],
    [206, GOOD, 'success'],
    [200, '', 'no_data'],
    [201, ' \n', 'no_data'],
    [200, '{}', 'no_data'],
    [200, JSON.stringify({ siteUrl: SITE, metrics: {} }), 'no_data'],
    [202, '', 'no_data'],
    [202, GOOD, 'no_data'],
    [204, '', 'no_data'],
    [200, '<html></html>', 'invalid_response'],
    [200, GOOD.slice(0, 40), 'invalid_response'],
    [200, GOOD.replace(SITE, 'other.webex.com'), 'invalid_response'],
    [200, '[]', 'invalid_response'],
    [300, GOOD, 'invalid_response'],
    [301, '', 'invalid_response'],
    [302, '', 'invalid_response'],
    [303, '', 'invalid_response'],
    [304, '', 'invalid_response'],
    [307, '', 'invalid_response'],
    [308, '', 'invalid_response'],
    [400, '', 'bad_request'],
    [400, GOOD, 'bad_request'],
    [402, '', 'bad_request'],
    [405, '', 'bad_request'],
    [406, '', 'bad_request'],
    [407, '', 'bad_request'],
    [408, '', 'bad_request'],
    [409, '', 'bad_request'],
    [410, '', 'bad_request'],
    [413, '', 'bad_request'],
    [415, '', 'bad_request'],
    [418, '', 'bad_request'],
    [422, '', 'bad_request'],
    [428, '', 'bad_request'],
    [431, '', 'bad_request'],
    [499, '', 'bad_request'],
    [401, '', 'unauthorized'],
    [401, 'use analytics-eu.webexapis.com', 'unauthorized'],
    [403, '', 'forbidden'],
    [403, 'scope analytics:read_all is missing', 'forbidden'],
    [403, '<html>blocked by policy</html>', 'forbidden'],
    [403, 'see https://developer.webex.com/docs', 'forbidden'],
    [403, 'use analytics.evil.example', 'forbidden'],
    [403, '{"errorCode":403}', 'forbidden'],
    [403, 'use https://analytics-eu.webexapis.com', 'wrong_region'],
    [403, '{"errorCode":451}', 'wrong_region'],
    [403, '{"errorCode":"451"}', 'wrong_region'],
    [451, '', 'wrong_region'],
    [451, 'use https://analytics-eu.webexapis.com', 'wrong_region'],
    [404, '', 'not_found'],
    [423, '', 'rate_limited'],
    [429, '', 'rate_limited'],
    [429, '<html>slow down</html>', 'rate_limited'],
    [500, '', 'server_error'],
    [501, '', 'server_error'],
    [502, '<html>bad gateway</html>', 'server_error'],
    [503, '', 'server_error'],
    [504, '', 'server_error'],
    [520, '', 'server_error'],
    [599, '', 'server_error'],
  ])('%d %j is %s', (status, body, outcome) => {
    expect(outcomeOf(answered(status, body))).toBe(outcome);
  });

  it('is of the closed list for every status there can be, and never a success without 2xx', () => {
    const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);
    const outcomes = statuses.map((status) => outcomeOf(answered(status, GOOD)));
    expect(OUTCOMES).toEqual(expect.arrayContaining([...new Set(outcomes)]));
    expect(statuses.filter((_, index) => outcomes[index] === 'success')).toEqual(
      statuses.filter((status) => status < 300 && status !== 202 && status !== 204),
    );
  });

  it.each<[Exchange, Failure]>([
    [
      { kind: 'timeout', detail: 'late' },
      { outcome: 'timeout', message: 'late' },
    ],
    [
      { kind: 'network', detail: 'ECONNREFUSED' },
      { outcome: 'network', message: 'ECONNREFUSED' },
    ],
    [
      { kind: 'too_large', status: 200, trackingId: 'ROUTER_1' },
      {
        outcome: 'invalid_response',
        message: 'the body is larger than 1 MiB',
        status: 200,
        trackingId: 'ROUTER_1',
      },
    ],
  ])('that never came whole: %j', (exchange, failure) => {
    expect(judgeOf(exchange)).toEqual(failure);
  });

  it('of a success has the answer', () => {
    expect(judgeOf(answered(200, GOOD))).toMatchObject({
      answer: { figures: { totalMeetings: 1 } },
    });
  });
});

describe('a failure', () => {
  it.each([202, 200, 302, 400, 401, 403, 404, 429, 451, 500])(
    'of status %d tells status and trackingId',
    (status) => {
      expect(failureOf(answered(status))).toMatchObject({ status, trackingId: 'ROUTER_1' });
    },
  );

  it('without a trackingId has none', () => {
    const exchange: Exchange = {
      kind: 'answered',
      status: 404,
      body: '',
      retryAfter: undefined,
      trackingId: undefined,
    };
    expect(failureOf(exchange)).toMatchObject({ trackingId: undefined });
  });

  it.each([
    [423, '30', 30_000],
    [429, '30', 30_000],
    [503, '30', 30_000],
    [429, '0', 1000],
    [429, '999999', 3_600_000],
    [503, 'Mon, 23 Nov 2026 12:00:20 GMT', 20_000],
    [429, 'rand(30),add(30)', undefined],
    [429, undefined, undefined],
    [500, '30', undefined],
    [502, '30', undefined],
    [400, '30', undefined],
    [403, '30', undefined],
    [404, '30', undefined],
  ])('of status %d honours Retry-After %j: %j ms', (status, header, ms) => {
    expect(failureOf(answered(status, '', header)).retryAfterMs).toBe(ms);
  });

  it.each([
    [451, 'use https://analytics-eu.webexapis.com', 'analytics-eu.webexapis.com'],
    [403, 'use https://analytics-eu.webexapis.com', 'analytics-eu.webexapis.com'],
    [403, '{"errorCode":451,"message":"use analytics-ca.webexapis.com"}', 'analytics-ca.webexapis.com'],
    [451, '', undefined],
    [451, 'use https://evil.example', undefined],
    [403, '{"errorCode":451,"message":"use https://analytics.evil.example"}', undefined],
    [500, 'use https://analytics-eu.webexapis.com', undefined],
  ])('of status %d with %j names the region %j', (status, body, host) => {
    expect(failureOf(answered(status, body)).regionHost).toBe(host);
  });

  it.each([
    ['nothing', '', 'HTTP 400'],
    ['HTML', '<html>Bad Request</html>', 'HTTP 400'],
    ["Webex's error", '{"message":"The request failed","trackingId":"x"}', 'HTTP 400: The request failed'],
    [
      'its details',
      '{"message":"Invalid","errors":[{"description":"siteUrl is wrong"},{"errorCode":1},null,{"description":"from too"}]}',
      'HTTP 400: Invalid: siteUrl is wrong: from too',
    ],
    ['a repetition', '{"message":"Invalid","errors":[{"description":"Invalid"}]}', 'HTTP 400: Invalid'],
    [
      "the identity broker's error",
      '{"error":"invalid_grant","error_description":"The token is expired"}',
      'HTTP 400: invalid_grant: The token is expired',
    ],
    ['odd types', '{"message":{"a":1},"errors":"x","error":5,"error_description":null}', 'HTTP 400'],
    ['blanks', '{"message":"  ","error":""}', 'HTTP 400'],
    ['an array', '["message"]', 'HTTP 400'],
  ])('says in words what Webex said in %s', (_, body, message) => {
    expect(failureOf(answered(400, body)).message).toBe(message);
  });

  it('has a message of bounded length', () => {
    const body = JSON.stringify({
      message: 'x'.repeat(100_000),
      errors: [{ description: 'y'.repeat(100_000) }],
    });
    expect(failureOf(answered(400, body)).message.length).toBeLessThan(400);
  });

  it('of a redirect says that none is followed', () => {
    expect(failureOf(answered(302)).message).toMatch(/redirects are not followed/);
  });
});
