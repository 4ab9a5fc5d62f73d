const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a lower-case text is a bare host name of at least two labels: no scheme, port or path. */
export function isHostName(text: string): boolean {
  return HOST_NAME.test(text);
}
