import { describe, expect, it } from 'vitest';
import { keepPresence } from '../../../src/state/presence.ts';
import { createFolder } from '../../support/folder.ts';
import { createLogRecorder } from '../../support/log-recorder.ts';
import { createSettledClock } from '../../support/settled-clock.ts';
import { FILES } from '../../support/files.ts';

describe('a state directory', () => {
  it('of two exporters is told of by both, once', async () => {
    const directory = createFolder();
    const clock = createSettledClock(() => false);
    const stop = new AbortController();
    const exporters = [0, 1].map(() => {
      const { log, entries } = createLogRecorder();
      return { entries, ended: keepPresence({ directory, files: FILES, log }, clock, stop.signal) };
    });
    await clock.advance(10 * 60_000);
    for (const { entries } of exporters) {
      expect(entries).toMatchObject([{ level: 'error', fields: { directory } }]);
      expect(entries[0]?.message).toContain('another exporter runs on this state directory');
    }
    stop.abort();
    await Promise.all(exporters.map(({ ended }) => ended));
  });

  it('of one after the other is told of by none', async () => {
    const directory = createFolder();
    const clock = createSettledClock(() => false);
    const { log, entries } = createLogRecorder();
    for (let life = 0; life < 3; life += 1) {
      const stop = new AbortController();
      const ended = keepPresence({ directory, files: FILES, log }, clock, stop.signal);
      await clock.advance(150_000);
      stop.abort();
      await ended;
    }
    expect(entries).toEqual([]);
  });
});
