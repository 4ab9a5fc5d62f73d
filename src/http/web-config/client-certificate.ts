import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from './tls-settings.ts';

/**
 * Whether a client may go on after its handshake. Node itself cannot say it: it verifies either every client or none,
 * and it takes a resumed TLS 1.3 session without a certificate for a verified one.
 */
export function isAdmitted(socket: TLSSocket, { clientAuth, allowedSans }: TlsSettings): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return !clientAuth.needs && allowedSans === undefined;
  if (clientAuth.verifies && !socket.authorized) return false;
  if (allowedSans === undefined) return true;
  return readAlternativeNames(certificate.subjectAltName ?? '').some((name) => allowedSans.includes(name));
}

/** The DNS names, addresses, e-mail addresses and URIs of a certificate, as Go writes them. */
export function readAlternativeNames(subjectAltName: string): string[] {
  // Node quotes as JSON what holds a comma or a quote, so that no name can pretend to be two.
  const entries = subjectAltName.matchAll(/([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy);
  return [...entries].flatMap(([, kind = '', value = '']) => {
    const name = value.startsWith('"') ? String(JSON.parse(value)) : value;
    if (kind === 'DNS' || kind === 'email' || kind === 'URI') return [name];
    return kind === 'IP Address' ? [toGoAddress(name)] : [];
  });
}

/** IPv6 in its short form (RFC 5952), which Node writes in full. */
function toGoAddress(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
