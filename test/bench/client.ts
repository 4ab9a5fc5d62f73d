import { Agent, get } from 'node:http';

export type Encoding = 'gzip' | 'identity';

export interface Scraped {
  /** From the request to the last byte. */
  readonly ms: number;
  /** Of the body as it was sent. */
  readonly bytes: number;
}

/** One connection, kept as Prometheus keeps its own. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export async function scrape(url: string, encoding: Encoding): Promise<Scraped> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(`${url}/metrics`, { agent, headers: { 'accept-encoding': encoding } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ ms: performance.now() - startMs, bytes });
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
