import type { Secret } from '../secret.ts';
import type { Endpoint, ExchangeRequest } from './exchange.ts';

/** One question to a Webex API. */
export interface Question {
  readonly endpoint: Endpoint;
  /** Below the base URL, e.g. `v1/licenses`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Makes it a POST with this as JSON. */
  readonly body?: unknown;
}

/** The HTTP request that puts a question. A path in the base URL is kept, so that a reverse proxy can stand before Webex. */
export function toRequest(
  { endpoint, path, query, body }: Question,
  baseUrl: URL,
  token: Secret,
): ExchangeRequest {
  const url = resolveUrl(baseUrl, path);
  url.search = query?.toString() ?? '';
  const authorization = `Bearer ${token.reveal()}`;
  if (body === undefined) return { endpoint, method: 'GET', url, headers: { authorization } };
  const headers = { authorization, 'content-type': 'application/json' };
  return { endpoint, method: 'POST', url, headers, body: JSON.stringify(body) };
}

/** What is posted to the endpoints that give tokens. */
export function toFormRequest(
  { endpoint, path }: Question,
  baseUrl: URL,
  form: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): ExchangeRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more };
  const body = new URLSearchParams(form).toString();
  return { endpoint, method: 'POST', url: resolveUrl(baseUrl, path), headers, body };
}

/** Whether or not the base's own path ends in a slash. */
function resolveUrl(baseUrl: URL, path: string): URL {
  const base = new URL(baseUrl);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}
