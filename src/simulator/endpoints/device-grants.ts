import { hashOf } from '../world/random.ts';
import type { WorldClock } from '../world/world-clock.ts';
import type { Tokens } from './tokens.ts';

type Decision = 'approve' | 'deny';

interface Grant {
  readonly userCode: string;
  readonly expiresMs: number;
  askedMs: number;
  decision: Decision | undefined;
}

export const DEVICE_LIFETIME_SECONDS = 300;
export const DEVICE_INTERVAL_SECONDS = 2;

/** People who are asked to let a program in. */
export function createDeviceGrants(seed: number, clock: WorldClock, tokens: Tokens) {
  const grants = new Map<string, Grant>();

  return {
    begin() {
      const nowMs = clock.nowMs();
      const deviceCode = `device-${hashOf(seed, 'device', grants.size, nowMs).toString(36)}`;
      const userCode = String(100_000 + (hashOf(seed, 'user', grants.size, nowMs) % 900_000));
      const expiresMs = nowMs + DEVICE_LIFETIME_SECONDS * 1000;
      grants.set(deviceCode, { userCode, expiresMs, askedMs: nowMs, decision: undefined });
      return { deviceCode, userCode };
    },
    /** What the person says; false when nobody waits for it. */
    decide(userCode: string, decision: Decision): boolean {
      const grant = [...grants.values()].find((candidate) => candidate.userCode === userCode);
      if (grant === undefined || clock.nowMs() >= grant.expiresMs) return false;
      grant.decision = decision;
      return true;
    },
    /** How the program's question for its tokens ends; one before the interval is over is told to slow down. */
    claim(deviceCode: string) {
      const nowMs = clock.nowMs();
      const grant = grants.get(deviceCode);
      if (grant === undefined || nowMs >= grant.expiresMs) return 'expired_token';
      // A clock of whole milliseconds and a punctual timer differ by one.
      const isEarly = nowMs - grant.askedMs < DEVICE_INTERVAL_SECONDS * 1000 - 10;
      grant.askedMs = nowMs;
      if (isEarly) return 'slow_down';
      if (grant.decision === undefined) return 'authorization_pending';
      grants.delete(deviceCode);
      return grant.decision === 'approve' ? tokens.issue() : 'access_denied';
    },
  };
}
