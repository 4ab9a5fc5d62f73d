/** What an error says, for a log line or a sentence; anything may be thrown. */
export function toErrorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
