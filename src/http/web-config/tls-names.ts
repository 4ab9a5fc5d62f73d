import type { SecureVersion } from 'node:tls';

/** The names of Go's crypto/tls, which exporter-toolkit's files use, and what Node and OpenSSL call the same. */
export const TLS_VERSIONS = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
} as const satisfies Record<string, SecureVersion>;

/** What Go's `tls.CipherSuites()` lists up to TLS 1.2, in Go's order of preference, which is also its default. */
export const CIPHER_SUITES = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
} as const;

/** TLS 1.3's, which OpenSSL calls the same. They are always on: in Go they cannot be configured. */
export const TLS13_CIPHER_SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;

export const CURVES = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
} as const;

/** What a type of client authentication asks of a client. */
export interface ClientAuth {
  /** The client is asked for a certificate. */
  readonly asks: boolean;
  /** One without is refused. */
  readonly needs: boolean;
  /** A given certificate must come from a client CA, be in date and be for clients. */
  readonly verifies: boolean;
}

/** Go's `tls.ClientAuthType`. */
export const CLIENT_AUTH_TYPES = {
  NoClientCert: { asks: false, needs: false, verifies: false },
  RequestClientCert: { asks: true, needs: false, verifies: false },
  RequireAnyClientCert: { asks: true, needs: true, verifies: false },
  VerifyClientCertIfGiven: { asks: true, needs: false, verifies: true },
  RequireAndVerifyClientCert: { asks: true, needs: true, verifies: true },
  /** exporter-toolkit's older name of RequireAnyClientCert. */
  RequireClientCert: { asks: true, needs: true, verifies: false },
} as const satisfies Record<string, ClientAuth>;
