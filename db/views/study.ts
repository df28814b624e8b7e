import { setImmediate } from "node:timers/promises";
import { computeSection } from "#lib/study/compute.ts";
import type { Block, Section } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { loadStudy } from "#db/views/study-load.ts";

export { loadStudy, type LoadedStudy } from "#db/views/study-load.ts";

/** Sections as computed, newest last, by section and settings; at the revision of the data they were made from. */
const computed = new WeakMap<object, Map<string, { revision: number; blocks: Block[] }>>();
/** More settings than these at once are not looked at. */
const maxKept = 60;

/**
 * A section of the study as it stands. Kept until an answer, a run, η or an import changes. Others
 * are answered between loading, and computing each section.
 */
export async function studyBlocks(
  db: Db,
  project: Project,
  section: Section,
  settings: StudySettings,
): Promise<Block[]> {
  await setImmediate();
  const loaded = loadStudy(db, project);
  const { study, tallies } = loaded;
  const ofStudy = computed.get(study) ?? new Map<string, { revision: number; blocks: Block[] }>();
  computed.set(study, ofStudy);
  // only what the section reads: another value of another setting changes nothing
  const key = JSON.stringify([section.id, ...section.settings.map((name) => settings[name])]);
  const known = () => {
    const kept = ofStudy.get(key);
    return kept?.revision === loaded.revision ? kept.blocks : null;
  };
  let before = known();
  if (before) return before;
  await setImmediate();
  before = known(); // another reader of the same page may have been first
  if (before) return before;
  const { revision } = loaded;
  const blocks = computeSection(section, study, settings, tallies);
  ofStudy.delete(key);
  ofStudy.set(key, { revision, blocks });
  for (const oldest of ofStudy.keys()) {
    if (ofStudy.size <= maxKept) break;
    ofStudy.delete(oldest);
  }
  return blocks;
}

/** Who takes part in the study, in its order. */
export async function studyRaters(db: Db, project: Project): Promise<{ id: string; name: string }[]> {
  await setImmediate();
  return loadStudy(db, project).study.raters.map(({ id, name }) => ({ id, name }));
}
