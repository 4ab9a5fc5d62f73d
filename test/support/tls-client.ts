import { get, type RequestOptions } from 'node:https';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { tlsText } from './certificates.ts';

/** What came of one request over a connection of its own. */
export interface TlsAnswer {
  /** Undefined: there was no answer. */
  readonly status: number | undefined;
  /** Node's code of what went wrong. */
  readonly error?: string;
  readonly protocol?: string | null;
  readonly cipher?: string;
  /** Of the server's certificate. */
  readonly serial?: string;
  readonly curve?: string | undefined;
  readonly alpn?: string | false | null;
}

/** Asks a server on 127.0.0.1 for `/`, with a client certificate of the fixtures if `who` names one. */
export async function askOverTls(
  port: number,
  who = '',
  options: RequestOptions & ConnectionOptions = {},
): Promise<TlsAnswer> {
  const identity = who === '' ? {} : { cert: tlsText(`${who}.pem`), key: tlsText(`${who}.key`) };
  return new Promise((resolve) => {
    let seen: Omit<TlsAnswer, 'status'> = {};
    const request = get(
      { host: '127.0.0.1', port, ca: tlsText('ca.pem'), agent: false, ...identity, ...options },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode, ...seen }));
      },
    );
    request.on('socket', (socket: TLSSocket) => {
      socket.on('secureConnect', () => {
        const key = socket.getEphemeralKeyInfo();
        seen = {
          protocol: socket.getProtocol(),
          cipher: socket.getCipher().name,
          serial: socket.getPeerCertificate().serialNumber,
          curve: key && 'name' in key ? key.name : undefined,
          alpn: socket.alpnProtocol,
        };
      });
    });
    request.on('error', (error) =>
      resolve({ status: undefined, error: 'code' in error ? String(error.code) : error.message }),
    );
  });
}
