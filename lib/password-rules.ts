import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** Fewest and most characters of a password that a person chooses. */
export const passwordLength = { least: 10, most: 500 } as const;

/**
 * zxcvbn's score 3: more than 10^8 guesses by somebody who knows the common passwords, keyboard runs and
 * the person's names. Throttled to some ten thousand tries a day, that is decades.
 */
const leastScore = 3;

// It reads the beginning only: its work grows with the square of the length.
const strength = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 100 });

const product = "tandem";
const tooEasy = "This is too easy to guess. A short sentence of your own works well.";
const sentences: Readonly<Record<string, string>> = {
  userInputs: "Choose one that does not consist of your name or of Tandem’s.",
  simpleRepeat: "Repeats such as “aaaa” are guessed first.",
  extendedRepeat: "Repeats such as “abcabc” are guessed first.",
  sequences: "Runs such as “abcd” or “6543” are guessed first.",
  straightRow: "Neighbouring keys are guessed first.",
  keyPattern: "Neighbouring keys are guessed first.",
  topTen: "This is one of the most common passwords there are.",
  topHundred: "This is one of the most common passwords there are.",
  common: "This is a common password, and those are guessed first.",
  similarToCommon: "This is too much like a common password.",
};

/**
 * May this be somebody's password?
 * @param person their sign-in name and display name
 * @returns null when it may, else one sentence that says what is wrong with it
 */
export function passwordProblem(
  password: string,
  person: { name: string; displayName: string },
): string | null {
  const characters = [...password].length;
  if (characters < passwordLength.least) return "Use at least ten characters.";
  if (password.length > passwordLength.most) return `Use at most ${passwordLength.most} characters.`;
  const names = [person.name, person.displayName];
  const parts = names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length > 2);
  const known = [product, ...names, ...parts];
  const text = password.normalize("NFKC");
  // “admin-admin” is no better than “adminadmin”; of a password that is mostly signs too little would be left.
  const letters = text.replace(/[^\p{L}\p{N}]+/gu, "");
  const [worst] = [text, ...(2 * letters.length >= text.length ? [letters] : [])]
    .map((each) => strength.check(each, known))
    .sort((one, other) => one.score - other.score);
  if (!worst || worst.score >= leastScore) return null;
  return sentences[worst.feedback.warning ?? ""] ?? tooEasy;
}
