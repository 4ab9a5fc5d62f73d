import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readCommandLine } from '../config/command-line.ts';
import type { FlagValues } from '../config/flags.ts';
import { toErrorWords } from '../error-words.ts';
import type { FileAccess } from '../file-access.ts';
import type { CommandContext } from './serve.ts';

const PATH = '/-/healthy';

/** Below the usual time limits of health checks, so that it is said what is wrong. */
const TIMEOUT_MS = 4000;

/** 401: it wants a password, which a health check need not know. */
const HEALTHY = new Set([200, 401]);

/** Gives 0 when the exporter that listens as the flags say is healthy on every address, otherwise 1 with a line that says why. */
export async function health({ commandLine, runtime }: CommandContext): Promise<0 | 1> {
  const fail = (message: string): 1 => {
    runtime.stderr(`webex-exporter: not healthy: ${message}\n`);
    return 1;
  };
  const pid = commandLine.values['of-process'];
  let { values } = commandLine;
  if (pid !== undefined) {
    const found = await readFlagsOf(pid, runtime.files);
    if (typeof found === 'string') return fail(found);
    values = found;
  }
  // A file in which TLS is off is as good as none: which it is shows in the answer.
  const schemes = values['web.config.file'] === undefined ? ['http'] : ['https', 'http'];
  for (const { host, port } of values['web.listen-address']) {
    const urls = schemes.map((scheme) => `${scheme}://${toReachable(host)}:${port}${PATH}`);
    const faults = await findFaults(urls);
    if (faults.length === urls.length) return fail(faults.join('; '));
  }
  return 0;
}

/** The flags with which a process runs, or why they cannot be known. */
async function readFlagsOf(pid: number, files: FileAccess): Promise<FlagValues | string> {
  try {
    const words = (await files.read(`/proc/${pid}/cmdline`)).split('\0').slice(0, -1);
    // An init such as tini may stand before it.
    const program = words.findIndex((word) => /(^|\/)(main\.js|webex-exporter)$/.test(word));
    if (program < 0) return `process ${pid} is no exporter`;
    return readCommandLine(words.slice(program + 1)).values;
  } catch (error) {
    return `the flags of process ${pid} cannot be read: ${toErrorWords(error)}`;
  }
}

/** An address of this machine for those that stand for all of them. */
function toReachable(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** What is wrong with each address until one is healthy. */
async function findFaults(urls: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const url of urls) {
    const fault = await findFault(url);
    if (fault === undefined) return faults;
    faults.push(`${url}: ${fault}`);
  }
  return faults;
}

async function findFault(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let isShakenHands = false;
    // The certificate is for the exporter's name, and this is the exporter's own machine.
    const options = { rejectUnauthorized: false, agent: false, timeout: TIMEOUT_MS };
    const asked = url.startsWith('https:') ? requestHttps(url, options) : requestHttp(url, options);
    asked.on('response', ({ statusCode = 0 }) => {
      resolve(HEALTHY.has(statusCode) ? undefined : `answered with ${statusCode}`);
      asked.destroy();
    });
    asked.on('socket', (socket) => socket.once('secureConnect', () => (isShakenHands = true)));
    asked.on('timeout', () => {
      resolve(`no answer within ${TIMEOUT_MS} ms`);
      asked.destroy();
    });
    // One that wants a client's certificate hangs up after the handshake; one that is stuck does not.
    asked.on('error', (error) => resolve(isShakenHands ? undefined : toErrorWords(error)));
    asked.end();
  });
}
