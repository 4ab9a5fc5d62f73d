/** The JSON text with which webexapis.com refuses a request. */
export function webexErrorBody(description: string, trackingId: string): string {
  return JSON.stringify({ message: description, errors: [{ description }], trackingId });
}

/** The JSON text with which Webex's identity service refuses a grant. */
export function idbrokerErrorBody(error: string, description: string, trackingId: string): string {
  return JSON.stringify({ error, error_description: description, trackingID: trackingId });
}
