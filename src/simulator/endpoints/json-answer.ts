/** The media type of Webex's JSON answers. */
export const jsonMediaType = 'application/json;charset=UTF-8';

/** An answer of JSON text with the header by which Webex's support finds a request. */
export function jsonAnswer(status: number, text: string, trackingId: string): Response {
  return new Response(text, { status, headers: { 'content-type': jsonMediaType, trackingId } });
}
