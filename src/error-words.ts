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

/** Why nothing was reached, with the code of the system or of TLS; one of several addresses has no other word. */
export function toNetworkWords(error: unknown): string {
  const message = toErrorWords(error);
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return message;
  return message.includes(error.code) ? message : message === '' ? error.code : `${error.code}: ${message}`;
}
