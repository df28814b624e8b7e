import { BlockCard } from "./block-card.tsx";
import { searchOf } from "./settings-in.ts";
import { db } from "../../../_server/database.ts";
import { blocksOf } from "../../../_server/views.ts";
import type { Authorized } from "#db/access.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import type { Project } from "#db/schema.ts";
import type { Section } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** A section's blocks, once they are computed; stands under a Suspense boundary. */
export async function Blocks({
  project,
  section,
  settings,
}: {
  project: Authorized<Project, "researcher">;
  section: Section;
  settings: StudySettings;
}) {
  const blocks = await blocksOf(project.id, section, settings);
  const shown = blocks.flatMap(({ body }) =>
    body.kind === "pictures" ? body.groups.flatMap(({ itemIds }) => itemIds) : [],
  );
  const pictures = itemPictures(db(), project, shown);
  const csv = `/api/projects/${encodeURIComponent(project.slug)}/study/${section.id}`;
  return (
    <div className="flex flex-col gap-6">
      {blocks.map((block) => (
        <BlockCard
          key={block.id}
          block={block}
          csv={`${csv}/${block.id}${searchOf(settings)}`}
          slug={project.slug}
          pictures={pictures}
        />
      ))}
    </div>
  );
}
