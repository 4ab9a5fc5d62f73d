import type { Environment } from './environment.ts';
import type { Problem } from './source.ts';

const INSTEAD = 'for certificates of an authority of your own, name its file in NODE_EXTRA_CA_CERTS instead';

/** Variables that would send credentials to whoever answers: a token may go only to a host that proved its name. */
export function findUnverified(env: Environment): Problem[] {
  const problems: Problem[] = [];
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    const message = `0 turns off the verification of certificates; ${INSTEAD}`;
    problems.push({ origin: { name: 'NODE_TLS_REJECT_UNAUTHORIZED' }, message });
  }
  const endpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'] || '';
  // To a collector of plain http there is nothing to verify, and saying so twice does no harm.
  if (!/^https:/i.test(endpoint)) return problems;
  for (const name of ['OTEL_EXPORTER_OTLP_METRICS_INSECURE', 'OTEL_EXPORTER_OTLP_INSECURE']) {
    if (env[name]?.toLowerCase() !== 'true') continue;
    const message = `an endpoint of https is always verified; ${INSTEAD}, or name an endpoint of plain http`;
    problems.push({ origin: { name }, message });
  }
  return problems;
}
