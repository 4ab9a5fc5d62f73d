import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most `max` connections by closing the one that has been of no use for longest: first those that wait for a
 * request, then those whose answer has been under way for longest. A server that refuses the newest instead can be
 * filled up by clients that do nothing. What it gives closes all of them, TLS handshakes included, which the server's own
 * counting leaves out.
 */
export function limitConnections(server: Server, max: number): () => void {
  const idle = new Map<string, Socket>();
  const busy = new Map<string, Socket>();

  const closeOldest = (connections: Map<string, Socket>): void => {
    for (const [key, socket] of connections) {
      connections.delete(key);
      socket.destroy();
      return;
    }
  };
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    if (idle.size + busy.size >= max) closeOldest(idle.size > 0 ? idle : busy);
    idle.set(key, socket);
    socket.once('close', () => {
      idle.delete(key);
      busy.delete(key);
    });
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const key = keyOf(socket);
    move(key, idle, busy);
    response.once('close', () => move(key, busy, idle));
  });
  return () => {
    for (const socket of [...idle.values(), ...busy.values()]) socket.destroy();
  };
}

/** A TLS socket is another object than the connection it runs over, with the same remote end. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** To the end: a map keeps the order of insertion. */
function move(key: string, from: Map<string, Socket>, to: Map<string, Socket>): void {
  const socket = from.get(key);
  if (socket === undefined) return;
  from.delete(key);
  to.set(key, socket);
}
