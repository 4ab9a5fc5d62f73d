interface CommandWords {
  readonly help: string;
  /** Arguments after the program's name, as one would type them. */
  readonly example: string;
  /** The page that says more. */
  readonly doc: string;
}

export const COMMANDS = {
  serve: {
    help: 'run the exporter until SIGTERM or SIGINT (the default command)',
    example: '--config.file=webex-exporter.yaml --web.enable-lifecycle',
    doc: 'docs/reference.md',
  },
  demo: {
    help: 'run the exporter against the embedded Webex simulator; needs no account',
    example: 'demo --web.listen-address=127.0.0.1:10054',
    doc: 'docs/simulator.md',
  },
  simulate: {
    help: 'run the Webex simulator alone, so that a deployed exporter can be tried against it',
    example: 'simulate --simulator.sites=a.webex.com,b.webex.com',
    doc: 'docs/simulator.md',
  },
  check: {
    help: 'ask Webex once per site and say, per site, what works and what to do about what does not',
    example: 'check --config.file=webex-exporter.yaml',
    doc: 'docs/check.md',
  },
  login: {
    help: 'get tokens by a code that you enter in a browser, and keep them in the state directory',
    example: 'login --config.file=webex-exporter.yaml --account=acme',
    doc: 'docs/login.md',
  },
  backfill: {
    help: 'write past days as OpenMetrics, for promtool to make Prometheus blocks of',
    example: 'backfill --from=2026-08-01 --to=2026-10-31 --output-dir=backfill --label=job=webex',
    doc: 'docs/backfill.md',
  },
  health: {
    help: 'exit with 0 when the exporter that listens as the flags say is healthy; for container health checks',
    example: 'health --web.listen-address=127.0.0.1:10054',
    doc: 'docs/kubernetes.md',
  },
  rules: {
    help: 'print recording rules and alerts with thresholds and holidays of your choice; asks nobody',
    example: 'rules --thresholds=thresholds.yaml --holidays=US,ES --format=operator',
    doc: 'docs/alerts.md',
  },
} as const satisfies Record<string, CommandWords>;

export type Command = keyof typeof COMMANDS;
