const MIB = 1024 * 1024;

/** As much of a text as fits into an answer, as one list. */
function listOf(piece: (index: number) => string): string {
  const pieces: string[] = [];
  let length = 2;
  for (let index = 0; length < MIB; index += 1) {
    const next = piece(index);
    length += Buffer.byteLength(next) + 1;
    if (length < MIB) pieces.push(next);
  }
  return `[${pieces.join(',')}]`;
}

/** The same in lists that are each as long as a list may be. */
function listsOf(piece: (index: number) => string, perList = 9999): string {
  let index = 0;
  return listOf(() => {
    const size = Math.min(perList, Math.floor((MIB / 4 - 2) / (piece(index).length + 1)));
    return `[${Array.from({ length: size }, () => piece((index += 1))).join(',')}]`;
  });
}

/** What costs most for its size, each kind in its own way: as much as is read, whether or not it is built. */
export const WORST_BODIES: readonly (readonly [what: string, body: string])[] = [
  ['a list of zeros', listOf(() => '0')],
  ['lists of empty lists, none of them too long', listsOf(() => '[]')],
  ['lists of empty objects', listsOf(() => '{}')],
  ['objects with a name of their own each', listsOf((index) => `{"${index.toString(36)}":0}`)],
  [
    'as many objects with a name of their own as may be',
    `[${Array.from({ length: 5 }, (_, list) => `[${Array.from({ length: 5900 }, (__, index) => `{"${(list * 5900 + index).toString(36)}":0}`).join(',')}]`).join(',')}]`,
  ],
  ['names that no list has twice', listsOf((index) => `"${index.toString(36)}"`)],
  ['numbers that are no small integers', listsOf(() => '.5e9'.replace('.', '1.'))],
  ['nests as deep as may be', listsOf(() => `${'['.repeat(29)}${']'.repeat(29)}`)],
  ['nests that never end', '['.repeat(MIB - 1)],
  ['one text of escapes', `["${String.raw`\u00e9`.repeat(Math.floor((MIB - 4) / 6))}"]`],
  ['text that two bytes are needed for', `["${'€'.repeat(Math.floor((MIB - 4) / 3))}"]`],
  ['blanks', ' '.repeat(MIB - 1) + '['],
  ['a byte too many', 'x'.repeat(MIB + 1)],
];
