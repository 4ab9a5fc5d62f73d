/** Runs the built program like its launcher, and writes what V8 has compiled of it when it is told to. Bundled and started by `bundle.ts`. */
import { writeFileSync } from 'node:fs';
import { readBuild } from '../src/build.ts';
import { runCompiled, toCompiledFile } from '../src/compiled-program.ts';
import type * as entry from '../src/entry.ts';
import { takeOverSignals } from '../src/signals.ts';

const [, , file = ''] = process.argv;
process.argv.splice(2, Infinity, '--web.listen-address=127.0.0.1:0');
const signals = takeOverSignals(process);
const program = runCompiled<typeof entry>(file, require);
process.once('message', () => {
  writeFileSync(toCompiledFile(file), program.serialize());
  process.exit(0);
});
// A build that was ended leaves nothing behind.
process.once('disconnect', () => process.exit());
void program.exports.enter(signals, readBuild());
