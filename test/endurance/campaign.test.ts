import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseExposition } from '../support/exposition-parser.ts';
import { checkMoment, checkWhole } from './invariants.ts';
import { createStage, drawFault, drawSiteFault, type Stage } from './scenario.ts';

const SCENARIOS = 320;
const SCENARIOS_PER_TEST = 20;
/** More than the longest Retry-After here and the second retry of a refused account together. */
const RECOVERY_MS = 45 * 60_000;

const done = { scenarios: 0, starts: 0, kills: 0, requests: 0, moments: 0 };

afterAll(() => {
  const { scenarios, starts, kills, requests, moments } = done;
  process.stdout.write(
    `fault campaign: ${scenarios} scenarios, ${starts} starts, ${kills} kills, ${requests} requests, ${moments} moments checked\n`,
  );
});

describe('whatever happens', () => {
  const firstSeeds = Array.from(
    { length: SCENARIOS / SCENARIOS_PER_TEST },
    (_, at) => 1 + at * SCENARIOS_PER_TEST,
  );
  it.each(firstSeeds)('the invariants hold, seeds from %i on', async (firstSeed) => {
    for (let seed = firstSeed; seed < firstSeed + SCENARIOS_PER_TEST; seed += 1) {
      await expect(play(seed), `seed ${seed}`).resolves.toBeUndefined();
    }
  });
});

async function play(seed: number): Promise<void> {
  const stage = createStage(seed);
  const { choice, clock, plan } = stage;
  await stage.start();
  for (let events = choice.whole(4, 10); events > 0; events -= 1) {
    await (plan.onlySite === undefined ? disturb(stage) : disturbSite(stage, plan.onlySite));
    await clock.advance(choice.whole(1, 1.5 * plan.intervalMs));
    await checkMoment(stage);
    done.moments += 1;
  }
  await recover(stage);
  await stop(stage);
  await checkWhole(stage);
  done.scenarios += 1;
  done.starts += stage.incarnations.length;
  done.requests += stage.incarnations.reduce((sum, { line }) => sum + line.asked.length, 0);
  stage.close();
}

/** Something that concerns nobody but one site. */
async function disturbSite(stage: Stage, site: string): Promise<void> {
  const { choice, simulator } = stage;
  await choice.one<() => Promise<void> | void>([
    () => simulator.faults.set(site, { ...drawSiteFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set(site, { ...drawSiteFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.clear(site),
    () => changeTruth(stage),
    () => restart(stage),
  ])();
}

async function disturb(stage: Stage): Promise<void> {
  const { choice, simulator, plan } = stage;
  await choice.one<() => Promise<void> | void>([
    () => simulator.faults.set(choice.one(plan.sites), { ...drawFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set(choice.one(plan.sites), { ...drawFault(choice), ...drawTimes(stage) }),
    () => simulator.faults.set('all', { ...drawFault(choice), ...drawTimes(stage) }),
    () => disturbTokens(stage),
    () => disturbTokens(stage),
    () => clearFaults(stage),
    () => changeTruth(stage),
    () => restart(stage),
    () => restart(stage),
  ])();
}

function disturbTokens({ choice, simulator, authorise, spoilCredential }: Stage): void {
  const { faults, tokens } = simulator;
  choice.one([
    authorise,
    spoilCredential,
    () => tokens.configure({ accessLifetimeSeconds: choice.whole(30, 900) }),
    () => tokens.configure({ refusal: { status: choice.one([400, 401, 403]), style: 'idbroker' } }),
    () => tokens.configure({ refusal: undefined }),
    () => faults.set('token', { kind: choice.one(['hang', 'reset', 'html', 'broken-json', 'empty']) }),
    () => faults.set('token', { kind: 'status', status: choice.one([429, 451, 500, 503]), retryAfter: '20' }),
    () => faults.set('token', { kind: 'delay', delayMs: choice.whole(0, 8000) }),
  ])();
}

function drawTimes({ choice }: Stage): { times?: number } {
  return choice.chance(0.5) ? { times: choice.whole(1, 6) } : {};
}

/** Webex corrects its figures of days past. */
function changeTruth({ choice, simulator, plan }: Stage): void {
  const factor = choice.whole(0, 5);
  simulator.incidents.set(choice.one(plan.sites), { factor, from: '2026-11-10', to: '2026-11-24' });
}

/** By a clean stop, or by a kill that may leave half-written files. */
async function restart(stage: Stage): Promise<void> {
  const { choice, plan, stateDir } = stage;
  if (choice.chance(0.4)) {
    await stop(stage);
  } else {
    stage.exporter().kill();
    done.kills += 1;
    await stage.clock.advance(0);
    for (const name of [`sites/${choice.one(plan.sites)}.json`, 'tokens/default.json']) {
      if (plan.isKept && choice.chance(0.3)) leaveHalfWritten(join(stateDir, name));
    }
  }
  await stage.start();
}

function leaveHalfWritten(path: string): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 });
  writeFileSync(`${path}.tmp`, '{"version":1,"value":{"7d":{"summ');
}

async function stop({ exporter, clock }: Stage): Promise<void> {
  const stopped = exporter().stop();
  await clock.advance(6000);
  await stopped;
}

function clearFaults({ simulator }: Stage): void {
  for (const target of Object.keys(simulator.faults.list())) simulator.faults.clear(target);
}

/** With everything mended, every window is polled with success, without a person touching the exporter. */
async function recover(stage: Stage): Promise<void> {
  const { clock, exporter, simulator } = stage;
  clearFaults(stage);
  simulator.tokens.configure({ refusal: undefined });
  stage.authorise();
  const mendedMs = clock.now();
  while (!(await isRecovered(stage, mendedMs))) {
    if (clock.now() - mendedMs > RECOVERY_MS)
      throw new Error(`no recovery:\n${exporter().log.slice(-30).join('')}`);
    await clock.advance(5000);
  }
  await checkMoment(stage);
}

async function isRecovered({ exporter, plan }: Stage, sinceMs: number): Promise<boolean> {
  const page = parseExposition(await exporter().page('/metrics'));
  const samples = page.get('webex_poll_last_success_timestamp_seconds')?.samples ?? [];
  const fresh = samples.filter(({ value }) => value * 1000 >= sinceMs);
  return fresh.length === plan.sites.length * plan.windows.length;
}
