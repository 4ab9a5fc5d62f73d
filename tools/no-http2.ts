/** What `@hono/node-server` asks `node:http2` for: to have a class of requests that none is of. */
export function Http2ServerRequest(): void {}
export const constants = {};
