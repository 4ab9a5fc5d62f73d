/** Counts the turns of the event loop until it is disposed of. */
export function createTurnCounter(): Disposable & { readonly turn: number } {
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  return {
    get turn() {
      return turn;
    },
    [Symbol.dispose]() {
      isOver = true;
    },
  };
}
