import { type StudySettings, studySettings } from "#lib/study/settings.ts";

export type SearchParams = Record<string, string | string[] | undefined>;

/** What each setting is called on the pages. */
export const settingNames: Record<keyof StudySettings, string> = {
  bins: "Bins",
  seed: "Seed",
  resamples: "Resamples",
  fit: "Share for fitting",
  confidence: "Confidence",
  matrices: "Wrong answers as shares",
  order: "Order of raters",
  one: "One rater (rows)",
  other: "Another (columns)",
};

const defaults = studySettings.parse({});
const isName = (name: string): name is keyof StudySettings => name in defaults;
export const settingKeys = Object.keys(defaults).filter(isName);

/**
 * The settings in an address. One that is missing or impossible is the default; `problems` says which
 * were impossible, a sentence each.
 */
export function settingsIn(search: SearchParams): { settings: StudySettings; problems: string[] } {
  const given = Object.fromEntries(
    settingKeys.flatMap((key) => {
      const value = search[key];
      return typeof value === "string" && value !== "" ? [[key, value]] : [];
    }),
  );
  const parsed = studySettings.safeParse(given);
  if (parsed.success) return { settings: parsed.data, problems: [] };
  const wrong = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  const valid = Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key)));
  return {
    settings: studySettings.parse(valid),
    problems: settingKeys
      .filter((key) => wrong.has(key))
      .map(
        (key) =>
          `“${given[key] ?? ""}” is not a valid value for ${settingNames[key].toLowerCase()}; using ${defaults[key]}.`,
      ),
  };
}

/** The settings that differ from the defaults, as the search part of an address: "?bins=5" or "". */
export function searchOf(settings: StudySettings): string {
  const changed = settingKeys.filter((key) => settings[key] !== defaults[key]);
  return changed.length === 0
    ? ""
    : `?${new URLSearchParams(changed.map((key) => [key, String(settings[key])])).toString()}`;
}
