import type { StudySettings } from "#lib/study/settings.ts";

type Key = keyof StudySettings;

/** The settings that change what a section shows; a section that is not listed shows them all. */
const matter: Record<string, readonly Key[]> = {
  accuracy: ["seed"],
  confusion: ["one", "other"],
  tests: ["seed"],
  difficulty: ["bins"],
  matching: ["order", "seed"],
  teaming: ["fit", "order", "seed"],
  beyond: ["order"],
};
const all: readonly Key[] = ["bins", "fit", "order", "seed"];

export const settingKeysOf = (section: string): readonly Key[] => matter[section] ?? all;
export const allSettingKeys = all;
