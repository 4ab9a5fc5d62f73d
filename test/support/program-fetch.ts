import { createFetch } from '../../src/network/fetch.ts';
import { NO_PROXIES } from '../../src/proxy.ts';

/** What the program asks with, by no proxy. */
export const programFetch = createFetch({ proxies: NO_PROXIES, tls: {} });
