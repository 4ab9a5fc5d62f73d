import { createSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../../src/simulator/endpoints/tokens.ts';

/** A Monday evening; yesterday is 2026-11-22. */
export const mondayMs = Date.UTC(2026, 10, 23, 19, 30);

export function createMondaySimulator(options: Partial<SimulatorOptions> = {}): Simulator {
  return createSimulator({ now: () => mondayMs, ...options });
}

export function aggregatesPath(query: Readonly<Record<string, string>>): string {
  return `/v1/analytics/meetingsMetrics/aggregates?${new URLSearchParams(query).toString()}`;
}

export function bearer(token: string = SIMULATOR_CREDENTIALS.accessToken): {
  headers: { authorization: string };
} {
  return { headers: { authorization: `Bearer ${token}` } };
}

export function refreshGrant(refreshToken: string): { method: 'POST'; body: URLSearchParams } {
  return {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: SIMULATOR_CREDENTIALS.clientId,
      client_secret: SIMULATOR_CREDENTIALS.clientSecret,
      refresh_token: refreshToken,
    }),
  };
}

/** A body that must be a JSON object. */
export async function readObject(response: Response): Promise<Record<string, unknown>> {
  return parseObject(await response.text());
}

export function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('not an object');
  return Object.fromEntries(Object.entries(value));
}
