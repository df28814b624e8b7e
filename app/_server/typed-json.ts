import { z } from "zod";

/** What a form keeps in one hidden field as JSON. @param problem said where it cannot be read */
export const typedJson = (problem: string) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    }
  });
