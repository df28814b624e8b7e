import { z } from "zod";

/** Who may enter through another service, of those whom nobody knows yet. */
export type EntryRule =
  | { kind: "invited" }
  /** whoever has a verified e-mail address of one of these domains */
  | { kind: "domains"; domains: readonly string[] }
  | { kind: "everybody" };

const kind = z.enum(["invited", "domains", "everybody"]);
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/**
 * Read the rule from the settings. What cannot be read lets nobody in who was not invited.
 * @param setting invited, domains or everybody; unset: invited
 * @param list domains, separated by commas
 */
export function entryRule(setting: string | undefined, list: string | undefined): EntryRule {
  const chosen = kind.safeParse(setting?.trim().toLowerCase());
  if (!chosen.success || chosen.data === "invited") return { kind: "invited" };
  if (chosen.data === "everybody") return { kind: "everybody" };
  const domains = (list ?? "")
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => domain.test(each));
  return domains.length > 0 ? { kind: "domains", domains } : { kind: "invited" };
}

/**
 * Does the rule let somebody in whom nobody knows? A domain is compared as a whole, so that neither
 * evil-uni.edu nor uni.edu.evil.example is uni.edu.
 * @param email as the service says it; null unless it says too that it is verified
 */
export function letsIn(rule: EntryRule, email: string | null): boolean {
  if (rule.kind !== "domains") return rule.kind === "everybody";
  const at = email?.lastIndexOf("@") ?? -1;
  return email !== null && at > 0 && rule.domains.includes(email.slice(at + 1).toLowerCase());
}
