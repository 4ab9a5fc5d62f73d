import { INSTRUMENTS } from '../exporter/collectors.ts';

/** Names that rules and dashboards may ask for before the instrument table has them: of live meetings. */
export const ANNOUNCED: readonly string[] = [
  'webex_live_meetings',
  'webex_live_participants',
  'webex_live_meetings_by_quality',
  'webex_live_participants_by_quality',
  'webex_live_meetings_by_country',
  'webex_live_participants_by_country',
];

const NAMES: ReadonlySet<string> = new Set([...INSTRUMENTS.map(({ name }) => name), ...ANNOUNCED]);

/** The name itself, when the instrument table has it; throws for any other, so that nothing asks for what no page has. */
export function metric(name: string): string {
  if (!NAMES.has(name)) throw new RangeError(`the instrument table has no ${name}`);
  return name;
}
