/** A failure of the data that a person brought; `message` is one sentence for that person. */
export class FormatError extends Error {}

/** The sentence of a FormatError; any other error is a bug and is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof FormatError) return error.message;
  throw error;
}

/**
 * A sentence with stored files called as the person calls them who sent them.
 * @param files path and the person's name of each; none of either: as it is
 */
export function calledBy(
  sentence: string,
  ...files: readonly (readonly [path: string | null, own: string | null | undefined])[]
): string {
  return files.reduce((said, [path, own]) => {
    const stored = path?.split(/[\\/]/).at(-1);
    return stored && typeof own === "string"
      ? said.replaceAll(`${stored}”`, () => quote(own).slice(1))
      : said;
  }, sentence);
}

/** Shorten text of unknown length for a message, and show control characters as �. */
export function quote(text: string, most = 80): string {
  const clean = [...text.slice(0, most + 1)].map((char) => (/\p{C}/u.test(char) ? "\uFFFD" : char)).join("");
  return `“${clean.length > most ? `${clean.slice(0, most)}…` : clean}”`;
}
