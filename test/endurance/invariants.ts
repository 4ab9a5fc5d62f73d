import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTargetFile } from '../../src/state/target-file.ts';
import { createRedactor } from '../../src/secret.ts';
import { createTokenFile } from '../../src/state/token-file.ts';
import { createLogRecorder } from '../support/log-recorder.ts';
import { parseExposition, type Page } from '../support/exposition-parser.ts';
import { figuresOfPage } from './given-figures.ts';
import { FOREIGN_TEXT, LYING_HOSTS, SEARCHED_LENGTH } from './hostility.ts';
import type { Stage } from './scenario.ts';
import { MINUTE_MS } from '../support/time.ts';
import { FILES } from '../support/files.ts';

/** The hosts that may be asked, with or without a token. */
const ALLOWED_ORIGINS: ReadonlySet<string> = new Set(
  ['analytics.webexapis.com', 'analytics-eu.webexapis.com', 'analytics-ca.webexapis.com', 'webexapis.com']
    .concat(LYING_HOSTS)
    .map((host) => `https://${host}`),
);

/** Enough of a secret to know it by. */
const PART_LENGTH = 20;

/** What must hold at any moment of a scenario. Throws with what does not. */
export async function checkMoment(stage: Stage): Promise<void> {
  const { exporter, given, plan } = stage;
  const text = await exporter().page('/metrics');
  const page = parseExposition(text);
  for (const [id, figures] of figuresOfPage(page)) {
    if (!given.get(id)?.has(figures)) throw new Error(`Webex never gave these figures of ${id}:\n${figures}`);
  }
  if (!exporter().isAlive()) throw new Error('the poll loop is dead');
  if (plan.onlySite !== undefined) checkOthers(stage, page);
  const others = ['/', '/-/ready', '/-/healthy', '/api/v1/status'];
  checkSecrets(stage, [text, ...(await Promise.all(others.map((path) => exporter().page(path))))]);
}

/** Sites on which no fault was set are as fresh as ever. */
function checkOthers({ plan, clock }: Stage, page: Page): void {
  const samples = page.get('webex_poll_last_success_timestamp_seconds')?.samples ?? [];
  for (const { labels, value } of samples) {
    if (labels['site'] === plan.onlySite) continue;
    const ageMs = clock.now() - value * 1000;
    if (ageMs > 2 * plan.intervalMs + 5000)
      throw new Error(
        `${labels['site']} ${labels['window']} is ${ageMs} ms old, though nothing is wrong with it`,
      );
  }
  for (const { labels, value } of page.get('webex_poll_success')?.samples ?? []) {
    if (labels['site'] !== plan.onlySite && value !== 1)
      throw new Error(`${labels['site']} failed for no reason`);
  }
}

/** What must hold of a scenario as a whole, at its end. */
export async function checkWhole(stage: Stage): Promise<void> {
  const { incarnations, plan } = stage;
  for (const { line, log } of incarnations) {
    const times = line.asked.map(({ atMs }) => atMs);
    const tooSoon = times.find(
      (atMs, index) => atMs - (times[index - plan.requestsPerMinute] ?? -Infinity) < MINUTE_MS,
    );
    if (tooSoon !== undefined) throw new Error(`more than ${plan.requestsPerMinute} requests in a minute`);
    if (line.maxOpen > plan.concurrency) throw new Error(`${line.maxOpen} requests at a time`);
    const stranger = line.asked.find(({ url }) => !ALLOWED_ORIGINS.has(url.origin));
    if (stranger) throw new Error(`asked ${stranger.url.href}`);
    const fault = log.find(
      (text) =>
        (text.includes('level=error') && !isExpected(text, stage)) ||
        (!stage.hasLies() && text.includes('cannot be used and is set aside')),
    );
    if (fault !== undefined) throw new Error(`the log says: ${fault}`);
  }
  checkSecrets(stage, [...incarnations.flatMap(({ log }) => log), ...listState(stage)]);
  if (plan.isKept) await checkState(stage);
  if (stage.foreignText() !== FOREIGN_TEXT) throw new Error('a file of somebody else was written to');
}

/** What an operator brought about. */
function isExpected(line: string, { hasHung }: Stage): boolean {
  return (
    line.includes('the new configuration is bad') ||
    (hasHung() && /does not answer within|is left alone while/.test(line))
  );
}

/** Neither whole, nor in another form, nor cut. */
function checkSecrets({ secrets }: Stage, texts: readonly string[]): void {
  const forms = new Set(
    [...secrets]
      .filter((secret) => secret.length >= SEARCHED_LENGTH)
      .flatMap((secret) =>
        [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].flatMap((form) => [
          form,
          form.slice(0, PART_LENGTH),
          form.slice(-PART_LENGTH),
        ]),
      ),
  );
  for (const text of texts) {
    for (const form of forms) {
      if (form.length >= SEARCHED_LENGTH && text.includes(form))
        throw new Error(`a secret, ${form}, in: ${text.slice(0, 2000)}`);
    }
  }
}

/** Names of all files, and what is in those that are not for secrets. */
function listState({ plan, stateDir }: Stage): string[] {
  if (!plan.isKept) return [];
  const names = readdirSync(stateDir, { recursive: true }).map(String);
  const sites = names.filter((name) => /^sites\/.+\.json/.test(name));
  return [...names, ...sites.map((name) => readFileSync(join(stateDir, name), 'utf8'))];
}

async function checkState({ plan, stateDir }: Stage): Promise<void> {
  const { log, entries } = createLogRecorder();
  for (const site of plan.sites) {
    const kept = await createTargetFile(
      { account: 'default', site },
      { directory: stateDir, files: FILES, log },
    ).read();
    if (kept === undefined) throw new Error(`nothing is kept of ${site}`);
  }
  if (plan.credentials === 'oauth') {
    const tokens = await createTokenFile({
      account: 'default',
      directory: stateDir,
      redactor: createRedactor(),
      files: FILES,
      log,
    }).read(undefined);
    if (tokens === undefined) throw new Error('no tokens are kept');
  }
  if (entries.length > 0) throw new Error(`the state is broken: ${JSON.stringify(entries)}`);
}
