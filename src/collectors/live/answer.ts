import type { Answer } from '../../snapshot/summary.ts';
import type { Decoded } from '../../webex/verdict.ts';
import { createDefects, decodeObject, isAbsent, readCountries, readFigure } from '../reading.ts';

/** The single figures, by the API's field names: of several spellings the first that is there counts. */
const FIGURES = {
  meetings: ['totalLiveMeetingCount'],
  participants: ['totalLiveParticipantCount'],
  goodMeetings: ['totalGoodQualityLiveMeetingCount'],
  goodParticipants: ['totalGoodQualityLiveParticipantCount'],
  // Cisco's specification leaves "Live" out of these two alone; that may be mended one day.
  badMeetings: ['totalBadQualityMeetingCount', 'totalBadQualityLiveMeetingCount'],
  badParticipants: ['totalBadQualityParticipantCount', 'totalBadQualityLiveParticipantCount'],
} as const satisfies Record<string, readonly string[]>;

export type LiveFigure = keyof typeof FIGURES;

/**
 * Reads a body of `liveMeetingsByCountry` leniently: each bad field is dropped by itself, unknown ones pass, nothing
 * throws. `site` is the one that was asked about; undefined: all of the organisation.
 */
export function decodeAnswer(body: string, site: string | undefined): Decoded<Answer> {
  return decodeObject(body, (document) => {
    const others = site === undefined ? [] : findOthers(document['siteUrls'], site);
    if (others.length === 0) return readAnswer(document);
    return { reason: `the answer is about another site: ${JSON.stringify(others.join(', '))}` };
  });
}

/** The sites that an answer says it is about, where the asked one is not among them. */
function findOthers(siteUrls: unknown, site: string): string[] {
  const named = Array.isArray(siteUrls) ? siteUrls.filter((name) => typeof name === 'string') : [];
  return named.some((name) => name.toLowerCase() === site.toLowerCase()) ? [] : named;
}

function readAnswer(document: Record<string, unknown>): Answer {
  const defects = createDefects();
  const figures: Record<string, number> = {};
  for (const [name, spellings] of Object.entries(FIGURES)) {
    const field = spellings.find((spelling) => !isAbsent(document[spelling]));
    const value = field && readFigure(document[field], () => field, defects);
    if (value !== undefined) figures[name] = value;
  }
  const { locations } = document;
  const meetings = readCountries(locations, 'locations', 'liveMeetingCount', defects);
  const participants = readCountries(locations, 'locations', 'liveParticipantCount', defects);
  return {
    figures,
    breakdowns: {
      meetingsByCountry: { label: 'country', points: meetings },
      participantsByCountry: { label: 'country', points: participants },
    },
    ...defects.found(),
  };
}
