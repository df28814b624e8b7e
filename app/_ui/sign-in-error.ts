import { waitWords } from "./format.ts";

/** Why somebody could not sign in; next-auth carries it to the sign-in page as a short text. */
export type SignInError = { kind: "wait"; seconds: number } | { kind: "busy" } | { kind: "expired" };

export const signInError = {
  write: (error: SignInError): string =>
    error.kind === "wait" ? `wait:${Math.ceil(error.seconds)}` : error.kind,

  /** @returns null for what next-auth itself has to say, a wrong password first of all */
  read(text: string): SignInError | null {
    if (text === "busy" || text === "expired") return { kind: text };
    const seconds = /^wait:(\d{1,6})$/.exec(text)?.[1];
    return seconds === undefined ? null : { kind: "wait", seconds: Number(seconds) };
  },
};

/** What next-auth and the services say; the rest is ours (EntryRefusal of db/people/identities.ts). */
const sentences: Readonly<Record<string, string>> = {
  CredentialsSignin: "The name or the password is wrong.",
  uninvited: "Nobody here knows you yet. Ask an admin for an invitation, and begin with its link.",
  locked: "Your account is locked. Ask an admin.",
  taken: "This sign-in belongs to another account here.",
  OAuthSignin: "The sign-in service cannot be reached just now. Please try again.",
  OAuthCallback: "The sign-in was not completed. Please begin again.",
  Callback: "The sign-in was not completed. Please begin again.",
  AccessDenied: "The sign-in was not completed. Please begin again.",
};

export function signInSentence(text: string): string {
  const error = signInError.read(text);
  switch (error?.kind) {
    case "wait":
      return `Too many attempts. Please wait ${waitWords(error.seconds)}.`;
    case "busy":
      return "Too many people are signing in just now. Please try again in a few seconds.";
    case "expired":
      return "This one-time password has expired. Ask an admin for a new one.";
    case undefined:
      return sentences[text] ?? "The server could not be reached. Please try again.";
  }
}
