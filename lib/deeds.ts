/** What is done in a project, as its log can be narrowed to. */
export const deedKinds = ["data", "export", "machine", "person", "review", "settings"] as const;
export type DeedKind = (typeof deedKinds)[number];

/** How the log's actions of a kind begin. Settings are the rest. */
export const deedsBeginWith: Readonly<Record<Exclude<DeedKind, "settings">, readonly string[]>> = {
  data: ["import", "items."],
  export: ["project.export", "export."],
  machine: [
    "run.",
    "panel.",
    "features.",
    "encoder.",
    "team.",
    "project.policy",
    "project.renewal",
    "project.launch",
  ],
  person: ["user.", "answers.", "project.join", "project.member", "project.person"],
  review: ["review."],
};
