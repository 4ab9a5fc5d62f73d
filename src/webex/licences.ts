import * as z from 'zod';
import type { Api } from './ask.ts';
import type { Failure } from './verdict.ts';

/** A list of licences has a few dozen entries; more pages than this are a server's loop. */
const MAX_PAGES = 100;

const text = z.string().optional().catch(undefined);
const licence = z.object({ name: text, siteUrl: text });
const licencePage = z.object({ items: z.array(z.unknown()) });

/** A licence of the organisation, as far as Webex gives it. */
type Licence = z.output<typeof licence>;

/** All licences of the organisation, page by page. Rejects only when `signal` aborts. */
export async function askLicences(
  api: Api,
  signal: AbortSignal,
): Promise<{ readonly licences: readonly Licence[] } | { readonly failure: Failure }> {
  const licences: Licence[] = [];
  const asked = new Set<string>();
  let query: URLSearchParams | undefined = new URLSearchParams();
  while (query !== undefined && !asked.has(query.toString()) && asked.size < MAX_PAGES) {
    asked.add(query.toString());
    const answer = await api.ask({ endpoint: 'licenses', path: 'v1/licenses', query }, signal);
    if ('failure' in answer) return answer;
    const page = licencePage.safeParse(answer.document);
    if (!page.success) {
      return { failure: { outcome: 'invalid_response', message: 'the answer has no list of licences' } };
    }
    for (const item of page.data.items) {
      const read = licence.safeParse(item);
      if (read.success) licences.push(read.data);
    }
    query = nextQuery(answer.link);
  }
  return { licences };
}

/** Whether the organisation has Pro Pack, or undefined when its licences cannot be read. */
export async function hasProPack(api: Api, signal: AbortSignal): Promise<boolean | undefined> {
  const answer = await askLicences(api, signal);
  if ('failure' in answer || answer.licences.length === 0) return undefined;
  return answer.licences.some(({ name = '' }) => /pro ?pack/i.test(name));
}

/** Of the next page's address only the query is used: the token goes nowhere that an answer names. */
function nextQuery(link: string | undefined): URLSearchParams | undefined {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^<>]{1,2000})>([^<,]{0,200})/g)) {
    if (!/;\s*rel="?next"?(?:\s|;|$)/i.test(parameters)) continue;
    const start = target.indexOf('?');
    return start === -1 ? undefined : new URLSearchParams(target.slice(start));
  }
  return undefined;
}
