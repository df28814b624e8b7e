/** What a form learns of its submission; made by action() of app/_server/action.ts. */
export type FormState = {
  ok: boolean;
  message: string | null;
  /** sentence by field name */
  fields?: Record<string, string>;
  /** path of a link that is shown once */
  link?: string;
  /** a token that is shown once */
  token?: string;
};

export const untouched: FormState = { ok: false, message: null };
