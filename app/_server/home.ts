import type { Role } from "#lib/domain.ts";

const homes: Record<Role, string> = { annotator: "/annotate", researcher: "/research", admin: "/admin" };

/** Where somebody of this role begins. */
export const homeOf = (role: Role): string => homes[role];
