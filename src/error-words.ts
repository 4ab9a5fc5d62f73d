/** What an error says, for a log line or a sentence; anything may be thrown. */
export function toErrorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a file cannot be read, for who named it. */
export function toFileWords(path: string, error: unknown): string {
  switch (toErrorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no file ${path}`;
    case 'EACCES':
      return `this user may not read ${path}`;
    default:
      return toErrorWords(error);
  }
}

/** The code of an error of the system, such as ENOENT: unlike its message it quotes no path. */
export function toErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
}

/** Why nothing was reached. fetch says only "fetch failed"; its cause says ECONNREFUSED, ENOTFOUND, a certificate's fault. */
export function toNetworkWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return code === undefined || cause.message.includes(code)
    ? cause.message || (code ?? cause.name)
    : `${code}: ${cause.message}`;
}
