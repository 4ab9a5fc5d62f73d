import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
export interface ProxySettings {
  /** For `http` URLs; undefined: no proxy. */
  readonly http: URL | undefined;
  /** For `https` URLs; undefined: no proxy, whatever `http` says. */
  readonly https: URL | undefined;
  /** Hosts that are asked directly, separated by commas. */
  readonly noProxy: string;
}

export const NO_PROXIES: ProxySettings = { http: undefined, https: undefined, noProxy: '' };

/**
 * The proxy for a URL by the rules of Go's `net/http` (golang.org/x/net/http/httpproxy), which Prometheus and the
 * Collector go by too; undefined when it is asked directly. `localhost` and loopback addresses are never proxied.
 */
export function proxyFor(url: URL, { http, https, noProxy }: ProxySettings): URL | undefined {
  const proxy = url.protocol === 'https:' ? https : url.protocol === 'http:' ? http : undefined;
  if (proxy === undefined) return undefined;
  const { host, port } = addressOf(url);
  if (isLoopback(host)) return undefined;
  return noProxy.split(',').some((entry) => covers(entry.trim().toLowerCase(), host, String(port)))
    ? undefined
    : proxy;
}

/** The `host:port` that a proxy or a server is reached at. */
export function addressOf(url: URL): { readonly host: string; readonly port: number } {
  return {
    host: withoutBrackets(url.hostname),
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
}

/** Whether a host, without brackets, is this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isWithin(host, '127.0.0.0', 8) || isWithin(host, '::1', 128);
}

/**
 * Whether an entry of NO_PROXY covers a host: `*`, a CIDR, an address, or a domain with its subdomains (with a leading dot
 * or `*.` these alone); address and domain with a port or without.
 */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, net = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  // Node finds every IPv4 address within ::/0; Go does not.
  if (isIP(net) !== 0 && Number(bits) <= addressBits(net))
    return isIpv4(host) === isIpv4(net) && isWithin(host, net, Number(bits));
  const [name, wantedPort] = splitPort(entry);
  if (name === '' || (wantedPort !== '' && wantedPort !== port)) return false;
  if (isIP(name) !== 0) return isWithin(host, name, addressBits(name));
  if (isIP(host) !== 0) return false;
  const domain = toAscii(name.startsWith('*.') ? name.slice(1) : name);
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function addressBits(address: string): number {
  return family(address) === 'ipv6' ? 128 : 32;
}

/** Also as `::ffff:10.0.0.1`, which is 10.0.0.1 as in Go. */
function isIpv4(address: string): boolean {
  return isIP(address) === 4 || isWithin(address, '::ffff:0:0', 96);
}

/** Whether a host is an address of the network. */
function isWithin(host: string, net: string, bits: number): boolean {
  if (isIP(host) === 0) return false;
  const list = new BlockList();
  list.addSubnet(net, bits, family(net));
  return list.check(host, family(host));
}

/** `host:port` and `[address]:port`; anything else has no port, a bare IPv6 address least of all. */
function splitPort(entry: string): [name: string, port: string] {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(entry) ?? [];
  return port === undefined ? [entry, ''] : [bracketed ?? plain ?? '', port];
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** A name beyond ASCII as DNS has it; one that DNS cannot have stays, and covers nothing. */
function toAscii(domain: string): string {
  if (/^\p{ASCII}*$/u.test(domain)) return domain;
  const dot = domain.startsWith('.') ? '.' : '';
  const ascii = domainToASCII(domain.slice(dot.length));
  return ascii === '' ? domain : dot + ascii;
}

/** Of an address: to ask Node takes milliseconds, since it compiles its expression for IPv6. */
function family(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
