/** Whether two lists have the very same items: of what is replaced and never changed, the same object says the same. */
export function hasSameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
