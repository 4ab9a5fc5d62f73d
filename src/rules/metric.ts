import { INSTRUMENTS } from '../exporter/collectors.ts';

const NAMES: ReadonlySet<string> = new Set(INSTRUMENTS.map(({ name }) => name));

/** The name itself, when the instrument table has it; throws for any other, so that nothing asks for what no page has. */
export function metric(name: string): string {
  if (!NAMES.has(name)) throw new RangeError(`the instrument table has no ${name}`);
  return name;
}
