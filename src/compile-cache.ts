import module from 'node:module';
import { join } from 'node:path';

/** Node 22.1 and later; the types are those of the oldest Node that runs this. */
type Module = typeof module & { readonly enableCompileCache?: (directory: string) => unknown };

/**
 * Lets V8 keep what it has compiled, which saves a third of the time to start. Beside the code and nowhere else: what is kept
 * is trusted like code, and a folder for temporary files is everybody's. Where that cannot be written, nothing is kept.
 */
export function keepCompiled(): void {
  const { enableCompileCache }: Module = module;
  enableCompileCache?.(join(import.meta.dirname, '.compile-cache'));
}
