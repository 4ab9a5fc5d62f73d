/** A simulated Webex of so many sites: `node webex.js SITES`. */
import { listenSimulator } from '../../src/simulator/server.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { simulateSites } from './sites.ts';

const simulator = createSimulator({ now: Date.now, sites: simulateSites(Number(process.argv[2])) });
const { port } = await listenSimulator(simulator);
process.stderr.write(`msg=listening address=127.0.0.1:${port}\n`);
