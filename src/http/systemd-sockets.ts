/** The first descriptor that systemd hands over, by sd_listen_fds(3). */
const FIRST_FD = 3;

export const NO_SYSTEMD_SOCKET =
  '--web.systemd-socket: systemd handed over no socket: start the service by its .socket unit';

/** The sockets that systemd opened for the process `pid`: none when it opened them for another one, or not at all. */
export function findSystemdSockets(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): { readonly fd: number }[] {
  const { LISTEN_PID: owner, LISTEN_FDS: count = '' } = env;
  if (owner !== String(pid) || !/^\d{1,3}$/.test(count)) return [];
  return Array.from({ length: Number(count) }, (_, index) => ({ fd: FIRST_FD + index }));
}
