import { STATUS_CODES } from 'node:http';
import type { Choice } from './choice.ts';

const MIB = 1024 * 1024;

/** What redaction leaves of a secret that it looks for. */
const HIDDEN = '<redacted>';

/** Shorter secrets could be any text, and are not looked for. */
export const SEARCHED_LENGTH = 8;

/** What is in a file that is nobody's business. */
export const FOREIGN_TEXT = 'a file of somebody else';

/** A secret of any length and form that a header can carry. */
export function drawSecret(choice: Choice): string {
  const length = choice.one([1, 2, 7, 8, 9, choice.whole(10, 400)]);
  const from = choice.one(['a', 'abcdef0123456789', 'Zz9+/=%&"\\\'<>$.*(){}[]|^-_~:;,#@!?']);
  return Array.from({ length }, () => choice.one(Array.from(from))).join('');
}

/** Secrets of others (headers of a push) that happen to be what answers, pages and the log are made of. */
export function drawCoincidences(choice: Choice): string[] {
  const words = ['1', '26', '0', '"', '{', 'one', 'webex', '2026-11-22', 'metrics', 'totalMeetings'];
  const more = ['siteUrl', 'startDate', 'participantsByRoles', 'level=info', 'webex_meetings', 'success'];
  return Array.from({ length: choice.whole(0, 3) }, () => choice.one([...words, ...more]));
}

/** A body of any size up to the bound and a little more, of which no figure may be shown. */
export function drawBody(choice: Choice): string {
  const size = choice.one([10, 1000, choice.whole(1, 300_000), choice.chance(0.2) ? MIB + 1 : 5000]);
  const piece = choice.one([
    '0',
    '[]',
    '{}',
    '"x"',
    '{"a":{"b":[1]}}',
    '[[[[]]]]',
    '"\\u0000\\ud800"',
    '1e999',
  ]);
  const list = `[${Array.from({ length: Math.ceil(size / (piece.length + 1)) }, () => piece).join(',')}]`;
  const countries = Array.from({ length: 10_001 }, () => '{"country":"x","totalParticipants":1}');
  return choice.one([
    list,
    '['.repeat(size),
    `${'['.repeat(size)}${']'.repeat(size)}`,
    `"${'\u20ac'.repeat(Math.ceil(size / 3))}"`,
    `{"metrics":{"totalMeetings":"${'9'.repeat(size)}x","participantsByLocation":${list.replaceAll(piece, '7')}}}`,
    `{"metrics":{"totalMeetings":1,"participantsByLocation":[${countries.join(',')}]}}`,
  ]);
}

/** Hosts to which the token may go and where no Webex is: dead, or answering with this status whatever it is asked. */
export const LYING_HOSTS: readonly string[] = [
  'dead',
  '200',
  '401',
  '403',
  '404',
  '429',
  '451',
  '500',
  '503',
].map((lie) => `analytics-liar-${lie}.webexapis.com`);

/** The answer of such a host; undefined for any other. Rejects where nobody listens. */
export function answerOfLiar({ hostname }: URL): Response | undefined {
  const [, lie] = /^analytics-liar-(\w+)\.webexapis\.com$/.exec(hostname) ?? [];
  if (lie === undefined) return undefined;
  if (lie === 'dead') throw new TypeError('fetch failed');
  const status = Number(lie);
  const headers = { 'retry-after': '3000', trackingid: 'LIAR_1' };
  const message = `${STATUS_CODES[status]}; please use https://analytics-liar-401.webexapis.com`;
  return Response.json({ message, errorCode: status }, { status, headers });
}

/** How an answer gives the caller's own token back. */
export interface Echo {
  readonly where: 'message' | 'site' | 'field' | 'role' | 'tracking_id' | 'html';
  readonly form: (token: string) => string;
  /** What stands before it, so that it is cut anywhere. */
  readonly before: string;
}

export function drawEcho(choice: Choice): Echo {
  return {
    where: choice.one(['message', 'site', 'field', 'role', 'tracking_id', 'html']),
    form: choice.one([
      (token: string) => token,
      (token: string) => `Bearer ${token}`,
      (token: string) => encodeURIComponent(token),
      (token: string) => `access_token=${encodeURIComponent(token)}&x=1`,
    ]),
    // Ids, label values and messages are cut at these lengths.
    before: 'x'.repeat(choice.one([0, 128, 256, 300].map((cut) => Math.max(0, cut - choice.whole(0, 60))))),
  };
}

/** The answer to who asked with that token. */
export function answerWithEcho({ where, form, before }: Echo, token: string): Response {
  const text = `${before}${form(token)}`;
  // Any character may be written as an escape.
  const escaped = Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const json = `"${escaped.join('')}"`;
  const headers = { trackingid: 'ECHO_1' };
  switch (where) {
    case 'message':
      return new Response(`{"message":${json}}`, { status: 400, headers });
    case 'site':
      return new Response(`{"siteUrl":${json}}`, { headers });
    case 'field':
      return new Response(`{"metrics":{"participantsByRoles":{${json}:"many"}}}`, { headers });
    case 'role':
      return new Response(`{"metrics":{"participantsByRoles":{${json}:1}}}`, { headers });
    case 'tracking_id':
      return new Response('{}', { status: 503, headers: { trackingid: text } });
    case 'html':
      return new Response(`<html>${text}</html>`, { status: 401 });
  }
}

/** The role that such an answer shows, by the contract: without the token, 256 characters at most. */
export function roleOfEcho({ form, before }: Echo): string {
  return `${before}${form('TOKEN').replace('TOKEN', HIDDEN)}`.slice(0, 256);
}
