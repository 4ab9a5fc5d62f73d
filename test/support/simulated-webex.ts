import { Secret } from '../../src/secret.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { createExchange, type PerformExchange } from '../../src/webex/exchange.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A simulator in virtual time and in this process, and the program's own way to ask it. */
export interface SimulatedWebex {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** Everything that was asked. */
  readonly sent: readonly Request[];
  readonly exchange: PerformExchange;
  /** What a client of its token endpoints is made with. */
  readonly client: {
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly apiUrl: URL;
    readonly exchange: PerformExchange;
    readonly redact: (text: string) => string;
    readonly clock: VirtualClock;
  };
}

export function createSimulatedWebex(
  options: Partial<SimulatorOptions> = {},
  clock = createVirtualClock(),
): SimulatedWebex {
  const simulator = createSimulator({ now: clock.now, sleep: clock.sleep, ...options });
  const sent: Request[] = [];
  const exchange = createExchange({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      return simulator.app.fetch(request);
    },
    clock,
    timeoutMs: 30_000,
    userAgent: 'webex-exporter/test',
    observe: () => undefined,
  });
  const { clientId, clientSecret } = SIMULATOR_CREDENTIALS;
  const client = {
    clientId,
    clientSecret: new Secret(clientSecret),
    apiUrl: new URL('https://webexapis.example'),
    exchange,
    redact: (text: string) => text,
    clock,
  };
  return { clock, simulator, sent, exchange, client };
}
