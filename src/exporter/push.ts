import { hostname } from 'node:os';
import type { OtlpConfig } from '../config/otlp.ts';
import type { Logger } from '../log.ts';
import { startOtlpPush } from '../metrics/otlp.ts';
import { createProducer } from '../metrics/producer.ts';
import type { Runtime } from '../runtime.ts';
import type { Redactor } from '../secret.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { INSTRUMENTS } from './collectors.ts';

/** How long the last push may hold up a stop. */
const FLUSH_GRACE_MS = 1500;

export interface PushOptions {
  readonly otlp: OtlpConfig;
  readonly snapshot: () => Snapshot;
  readonly startMs: number;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** Starts the push by OTLP; what it returns pushes once more and ends it, within its grace. */
export function startPush({
  otlp,
  snapshot,
  startMs,
  runtime,
  log,
  redactor,
}: PushOptions): () => Promise<void> {
  const { clock, build } = runtime;
  redactor.protect('OTLP headers', ...otlp.headerValues);
  const about = { endpoint: otlp.endpoint };
  const push = startOtlpPush({
    producer: createProducer({ instruments: INSTRUMENTS, snapshot, now: clock.now, startMs }),
    intervalMs: otlp.intervalMs,
    timeoutMs: otlp.timeoutMs,
    attributes: {
      'service.name': 'webex-exporter',
      'service.version': build.version,
      'service.instance.id': hostname(),
      ...otlp.attributes,
    },
    onChange(failure) {
      if (failure === undefined) log.info('push by OTLP succeeds again', about);
      else
        log.warn('push by OTLP fails; polls and scrapes go on, the next push is tried as usual', {
          ...about,
          error: failure,
        });
    },
  });
  log.info('pushing by OTLP', { ...about, interval_ms: otlp.intervalMs });
  return async () => {
    await Promise.race([push.shutdown(), clock.sleep(FLUSH_GRACE_MS)]);
  };
}
