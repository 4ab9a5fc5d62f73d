/** Joins a base URL and a path below it, keeping the base's own path whether or not it ends in a slash. */
export function resolveUrl(baseUrl: URL, path: string): URL {
  const base = new URL(baseUrl);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}
