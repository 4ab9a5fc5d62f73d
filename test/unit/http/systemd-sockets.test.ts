import { expect, it } from 'vitest';
import { findSystemdSockets } from '../../../src/http/systemd-sockets.ts';

it.each([
  [{ LISTEN_PID: '7', LISTEN_FDS: '1' }, [{ fd: 3 }]],
  [{ LISTEN_PID: '7', LISTEN_FDS: '3' }, [{ fd: 3 }, { fd: 4 }, { fd: 5 }]],
  [{ LISTEN_PID: '7', LISTEN_FDS: '0' }, []],
  [{ LISTEN_PID: '8', LISTEN_FDS: '1' }, []],
  [{ LISTEN_PID: '7' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '-1' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '1e3' }, []],
  [{ LISTEN_FDS: '1' }, []],
  [{}, []],
])('process 7 is handed over by %j: %j', (env, sockets) => {
  expect(findSystemdSockets(env, 7)).toEqual(sockets);
});
