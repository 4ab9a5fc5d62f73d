/** A server that does nothing, which is what Node itself takes. */
import { createServer } from 'node:http';

const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    process.stderr.write(`msg=listening address=127.0.0.1:${address.port}\n`);
});
