import { createHash } from 'node:crypto';

/** The media type of Webex's JSON answers. */
export const JSON_MEDIA_TYPE = 'application/json;charset=UTF-8';

/** An answer of JSON text with the header by which Webex's support finds a request. */
export function jsonAnswer(status: number, text: string, trackingId: string): Response {
  return new Response(text, { status, headers: { 'content-type': JSON_MEDIA_TYPE, trackingId } });
}

/** Whether the platform's Response takes a body with this status. */
export function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304;
}

/** A refusal in the words of webexapis.com. */
export function refusalAnswer(status: number, description: string, trackingId: string): Response {
  return jsonAnswer(status, webexErrorBody(description, trackingId), trackingId);
}

/** The JSON text with which webexapis.com refuses a request. */
export function webexErrorBody(description: string, trackingId: string): string {
  return JSON.stringify({ message: description, errors: [{ description }], trackingId });
}

/** Makes ids like `ROUTERGW_<uuid>`, each only once; the same seed gives the same ids in the same order. */
export function createTrackingIds(seed: number): () => string {
  let count = 0;
  return () => {
    count += 1;
    const hex = digestOf(seed, 'tracking', count);
    return `ROUTERGW_${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
}

/** Hex digits that stand for the parts, in order. */
export function digestOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('|')).digest('hex');
}
