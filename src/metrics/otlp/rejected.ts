import type { IExportMetricsServiceResponse } from '@opentelemetry/otlp-transformer';

/** What a receiver that took a request left out of it, in words of ours; undefined: nothing, or it did not say. */
export function describeRejected(
  read: () => IExportMetricsServiceResponse['partialSuccess'],
): string | undefined {
  let rejected: number;
  try {
    rejected = read()?.rejectedDataPoints ?? 0;
  } catch {
    // It took the request; that it answers in another format is no fault of the push.
    return undefined;
  }
  return rejected > 0 ? `the receiver rejects ${rejected} data points of each push` : undefined;
}
