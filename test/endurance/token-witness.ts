import type { Simulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';

/** Sees every token that a simulator gives. */
export interface TokenWitness {
  /** All of them, and the credentials that were there from the start. */
  readonly secrets: Set<string>;
  /** The refresh token that Webex takes now, as somebody gets it who authorises anew. */
  readonly refreshToken: () => string;
}

export function witnessTokens({ tokens }: Simulator): TokenWitness {
  const { accessToken, clientSecret, refreshToken } = SIMULATOR_CREDENTIALS;
  const secrets = new Set<string>([accessToken, clientSecret, refreshToken]);
  let newest: string = refreshToken;
  const refresh = tokens.refresh.bind(tokens);
  tokens.refresh = (presented) => {
    const answer = refresh(presented);
    newest = answer?.refresh_token ?? newest;
    for (const secret of [answer?.access_token, answer?.refresh_token]) if (secret) secrets.add(secret);
    return answer;
  };
  return { secrets, refreshToken: () => newest };
}
