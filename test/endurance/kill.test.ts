import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { listenSimulator } from '../../src/simulator/server.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { SIMULATOR_CREDENTIALS } from '../../src/simulator/endpoints/tokens.ts';
import { createTargetFile } from '../../src/state/target-file.ts';
import { createRedactor } from '../../src/secret.ts';
import { createTokenFile } from '../../src/state/token-file.ts';
import { startExporter, type RunningProcess } from '../support/components/process.ts';
import { urlOf } from '../support/listening.ts';
import { parseExposition, type Page } from '../support/exposition-parser.ts';
import { createLogRecorder } from '../support/log-recorder.ts';
import { createChoice } from './choice.ts';
import { figuresOfAnswer, figuresOfPage, type Figures } from './given-figures.ts';
import { drawSiteFault } from './scenario.ts';
import { witnessTokens } from './token-witness.ts';
import { DAY_MS } from '../support/time.ts';
import { createFolder } from '../support/folder.ts';
import { FILES } from '../support/files.ts';

const KILLS = 20;
const sites = ['acme.webex.com', 'acme-eu.webex.com', 'acme-labs.webex.com'];

let kills = 0;

afterAll(() => {
  process.stdout.write(`killed ${kills} real processes at random moments\n`);
});

it('a process that is killed at any moment leaves state that the next one goes on with', async () => {
  const choice = createChoice(7);
  const folder = createFolder();
  const stateDir = join(folder, 'state');
  const tokenPath = join(folder, 'refresh-token');
  const simulator = createSimulator({
    now: Date.now,
    tokens: { isRotating: true, accessLifetimeSeconds: 2 },
  });
  const { secrets, refreshToken } = witnessTokens(simulator);
  const webex = await listenSimulator(simulator);
  const texts: string[] = [];

  async function start(): Promise<RunningProcess> {
    const kept = await readKept(stateDir);
    // A rotated token dies with a process that has not yet saved it: then a person authorises anew.
    writeFileSync(tokenPath, refreshToken());
    const program = await startExporter(['--web.listen-address=127.0.0.1:0', '--log.level=debug'], {
      WEBEX_SITES: sites.join(','),
      WEBEX_WINDOWS: '1d,7d',
      WEBEX_POLL_INTERVAL: '1s',
      WEBEX_POLL_TIMEOUT: '1s',
      WEBEX_REQUESTS_PER_MINUTE: '10000',
      WEBEX_ANALYTICS_URL: webex.url,
      WEBEX_API_URL: webex.url,
      WEBEX_CLIENT_ID: SIMULATOR_CREDENTIALS.clientId,
      WEBEX_CLIENT_SECRET: SIMULATOR_CREDENTIALS.clientSecret,
      WEBEX_REFRESH_TOKEN_FILE: tokenPath,
      WEBEX_STATE_DIR: stateDir,
    });
    const shown = figuresOfPage(await readPage(program, texts));
    expect(kept.filter((id) => !shown.has(id))).toEqual([]);
    expectGiven(shown, simulator);
    return program;
  }

  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const site of sites) simulator.faults.clear(site);
    simulator.faults.set(choice.one(sites), drawSiteFault(choice));
    const program = await start();
    await wait(choice.whole(0, 900));
    expectGiven(figuresOfPage(await readPage(program, texts)), simulator);
    await wait(choice.whole(0, 60));
    await program.stop('SIGKILL');
    kills += 1;
    texts.push(...program.stdout, ...program.stderr);
  }
  for (const site of sites) simulator.faults.clear(site);
  const last = await start();
  await last.waitForLine(/poll ended.*outcome=success/);
  expect(await last.stop()).toBe(0);
  texts.push(...last.stdout, ...last.stderr);
  await webex.close();

  expect(texts.filter((text) => text.includes('level=error') || text.includes('is set aside'))).toEqual([]);
  const state = readdirSync(stateDir, { recursive: true }).map(String);
  const siteTexts = state
    .filter((name) => /^sites\/.+\.json$/.test(name))
    .map((name) => readFileSync(join(stateDir, name), 'utf8'));
  const all = [...texts, ...state, ...siteTexts].join('\n');
  expect(secrets.size).toBeGreaterThan(KILLS);
  expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
  expect(siteTexts).toHaveLength(sites.length);
}, 120_000);

async function readPage(program: RunningProcess, texts: string[]): Promise<Page> {
  const url = await urlOf(program);
  const [text, status] = await Promise.all(
    ['/metrics', '/'].map(async (path) => (await fetch(`${url}${path}`)).text()),
  );
  if (text === undefined || status === undefined) throw new Error('no page');
  texts.push(text, status);
  return parseExposition(text);
}

/** Each figure is what Webex says of days that it was asked for. */
function expectGiven(shown: ReadonlyMap<string, Figures>, simulator: Simulator): void {
  const given = new Set<string>();
  for (const { siteUrl, from, to } of simulator.requests.log) {
    if (siteUrl === null || from === null || to === null) continue;
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    given.add(`${siteUrl} ${days}d: ${figuresOfAnswer(simulator.answer(siteUrl, from, to))}`);
  }
  const texts = Array.from(shown, ([id, figures]) => `${id}: ${figures}`);
  expect(texts.filter((text) => !given.has(text))).toEqual([]);
}

/** Windows of which figures are kept. Every file must be whole. */
async function readKept(stateDir: string): Promise<string[]> {
  const { log, entries } = createLogRecorder();
  const kept: string[] = [];
  for (const site of sites) {
    const targets = await createTargetFile(
      { account: 'default', site },
      { directory: stateDir, files: FILES, log },
    ).read();
    for (const { window, state } of targets ?? []) {
      if (state.summary !== undefined) kept.push(`${site} ${window}`);
    }
  }
  await createTokenFile({
    account: 'default',
    directory: stateDir,
    redactor: createRedactor(),
    files: FILES,
    log,
  }).read(undefined);
  expect(entries).toEqual([]);
  return kept;
}
