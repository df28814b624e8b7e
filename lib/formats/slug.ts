import { z } from "zod";

const maxLength = 60;

/** A project's short name, as it stands in addresses. */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "A short name has small letters, digits and single hyphens.")
  .max(maxLength, `A short name has at most ${maxLength} characters.`);

/** The short name that a name suggests: "Été 2024, birds" → "ete-2024-birds"; "" where nothing of it is left. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, maxLength)
    .replace(/-+$/, "");
