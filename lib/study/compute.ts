import { counted } from "#lib/numbers.ts";
import { evaluated, leastForVerdict } from "#lib/study/data/evaluated.ts";
import { withPooledPeople } from "#lib/study/data/pooled.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type Tallies, talliesOf } from "#lib/study/data/tallies.ts";
import type { Block, Section } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** A section as it is shown: people are pooled where each has answered few, and few items give no verdict. */
export function computeSection(
  section: Section,
  study: Study,
  settings: StudySettings,
  tallies: Tallies,
): Block[] {
  const seen = section.pools ? withPooledPeople(study) : study;
  const blocks = section.compute(seen, settings, seen === study ? tallies : talliesOf(seen));
  const { items } = evaluated(seen);
  return items.length >= leastForVerdict
    ? blocks
    : blocks.map((block) => withoutVerdict(block, items.length));
}

function withoutVerdict(block: Block, n: number): Block {
  const { reading } = block;
  if (reading === null || reading.verdict === null) return block;
  const items = n === 1 ? "1 item" : `${counted(n)} items`;
  const text = `${items} with gold that all compared have answered: too few for a verdict, which is given from ${leastForVerdict} on.`;
  return { ...block, reading: { ...reading, verdict: null, text } };
}
