import { COMMANDS } from '../src/config/commands.ts';
import { FLAGS } from '../src/config/flags.ts';
import { CREDENTIAL_NAMES, keyOf, namesOf, SETTINGS, type SettingName } from '../src/config/settings.ts';
import { OUTCOMES } from '../src/webex/outcome.ts';
import { ADVICE } from '../src/poll/advice.ts';

/** The reference page, like a manual page, from the tables that the program itself reads. */
export function renderReference(): string {
  const sections = [
    '# webex-exporter reference\n\n<!-- Generated from the code by `npm run generate`. -->\n',
    '## Synopsis\n\n```text\nwebex-exporter [COMMAND] [FLAGS]\n```\n\nFlags are `--name=value` or `--name value`. A flag counts before an environment variable, that before `--config.file`, that before the default. Unknown flags and malformed values are errors.\n',
    '## Commands\n',
    ...Object.entries(COMMANDS).map(([command, words]) => renderCommand(command, words)),
    '## Settings\n\nEach is an environment variable and, in `--config.file`, the key beside it.\n',
    ...renderSettings(),
    OTHER_VARIABLES,
    '## Outcomes\n\nHow a poll can end: the label `outcome` of `webex_polls_total`, the status page, the log.\n',
    ...OUTCOMES.map(
      (outcome) => `- \`${outcome}\`: ${outcome === 'success' ? 'the figures are shown' : ADVICE[outcome]}.`,
    ),
    EXIT_AND_SIGNALS,
  ];
  return `${sections.join('\n')}\n`;
}

/** Variables that are not of this program: pages of their own say how they are read. */
const OTHER_VARIABLES = `
These variables are everybody's, and have no key in the file:

- \`HTTPS_PROXY\`, \`HTTP_PROXY\`, \`NO_PROXY\` (or lower case): the way out, as Go programs read them; see [proxy.md](proxy.md).
- \`SSL_CERT_FILE\`, \`SSL_CERT_DIR\`, \`NODE_EXTRA_CA_CERTS\`: authorities that are trusted besides Node's own; see [proxy.md](proxy.md).
- \`OTEL_EXPORTER_OTLP_ENDPOINT\`, \`OTEL_METRICS_EXPORTER\` and the other \`OTEL_*\`: push by OpenTelemetry; see [otlp.md](otlp.md).
- \`WEBEX_EXPORTER_POD_NAME\`: where \`--shard=auto/N\` reads its ordinal; \`WEBEX_EXPORTER_REVISION\`: what \`--version\` shows.
`;

const EXIT_AND_SIGNALS = `
## Exit codes

0 after a clean stop; 2 for bad usage or configuration, with every problem listed at once; 1 for any other fatal error, and
for \`check\` and \`backfill\` when something is wrong or missing.

## Signals

SIGTERM and SIGINT: stop polling, save the state, push once more by OTLP, close the server, exit 0 within 5 seconds. SIGHUP
(\`serve\`): read the configuration anew.
`;

function renderCommand(command: string, { help, example }: { help: string; example: string }): string {
  const flags = Object.entries(FLAGS)
    .filter(([, { commands }]) => commands.some((name) => name === command))
    .map(([name, { placeholder, help: words, defaultText }]) =>
      renderTerm(placeholder ? `--${name}=${placeholder}` : `--${name}`, words, defaultText),
    );
  return `### ${command}\n\n${sentence(help)}\n\n\`\`\`text\nwebex-exporter ${example}\n\`\`\`\n\n${flags.join('\n')}\n`;
}

function renderSettings(): string[] {
  const credentials: readonly SettingName[] = CREDENTIAL_NAMES;
  return namesOf(SETTINGS).map((name) => {
    const { variable, help, defaultText } = SETTINGS[name];
    const key = `${credentials.includes(name) ? 'credentials.' : ''}${keyOf(name)}`;
    return renderTerm(variable, `${help}; \`${key}\``, defaultText);
  });
}

function renderTerm(term: string, help: string, defaultText = ''): string {
  return `- \`${term}\`: ${help}${defaultText === '' ? '' : ` (default \`${defaultText}\`)`}.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
