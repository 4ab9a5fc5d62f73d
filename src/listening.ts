import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { toErrorCode, toErrorWords } from './error-words.ts';

/** An address as a flag names it. */
export interface ListenAddress {
  /** Undefined: all addresses, IPv6 and IPv4. */
  readonly host: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
}

/** An address, or a socket that is open already. */
export type ListenTarget = ListenAddress | { readonly fd: number };

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is taken by another process: name another port, or port 0 for any free one'],
  ['EACCES', 'needs a privilege, as ports below 1024 do: name a higher port'],
  ['EADDRNOTAVAIL', 'is no address of this machine'],
  ['ENOTFOUND', 'is no name of this machine'],
]);

/** Why an address cannot be listened on, with the flag that names it. */
export function toListenError(error: unknown, flag: string, address: ListenAddress): Error {
  const advice = ADVICE.get(toErrorCode(error)) ?? `cannot be listened on: ${toErrorWords(error)}`;
  return new Error(`${flag}: ${toText(address)} ${advice}`, { cause: error });
}

/** `host:port`, as a URL has it. */
export function toAuthority({ address, port }: AddressInfo): string {
  return toText({ host: address, port });
}

/** Where somebody on this machine reaches a server that listens there. */
export function toUrl(listening: AddressInfo, isTls: boolean): string {
  const isAny = listening.address === '::' || listening.address === '0.0.0.0';
  const authority = toAuthority(isAny ? { ...listening, address: 'localhost' } : listening);
  return `${isTls ? 'https' : 'http'}://${authority}`;
}

/** Gives the address with the port that it really has. Rejects with the system's error when it cannot be had. */
export async function listenOn(server: Server, target: ListenTarget): Promise<AddressInfo> {
  server.listen(target);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no network address');
  return address;
}

function toText({ host = '', port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
