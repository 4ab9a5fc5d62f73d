import { toErrorCode, toErrorWords } from './error-words.ts';

/** An address as a flag names it. */
export interface NamedAddress {
  /** Undefined: all addresses. */
  readonly host: string | undefined;
  readonly port: number;
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is taken by another process: name another port, or port 0 for any free one'],
  ['EACCES', 'needs a privilege, as ports below 1024 do: name a higher port'],
  ['EADDRNOTAVAIL', 'is no address of this machine'],
  ['ENOTFOUND', 'is no name of this machine'],
]);

/** Why an address cannot be listened on, with the flag that names it. */
export function toListenError(error: unknown, flag: string, address: NamedAddress): Error {
  const advice = ADVICE.get(toErrorCode(error)) ?? `cannot be listened on: ${toErrorWords(error)}`;
  return new Error(`${flag}: ${toAddressText(address)} ${advice}`, { cause: error });
}

export function toAddressText({ host = '', port }: NamedAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
