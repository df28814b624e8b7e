import { BlockCard } from "./block-card.tsx";
import { searchOf } from "./settings-in.ts";
import { db } from "../../../_server/database.ts";
import { blocksOf } from "../../../_server/views.ts";
import type { Authorized } from "#db/access.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import type { Project } from "#db/schema.ts";
import type { Block, Section } from "#lib/study/section.ts";
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
    <div className="flex flex-col gap-6 xl:grid xl:grid-cols-[minmax(0,1fr)_13rem] xl:items-start xl:gap-10">
      {blocks.length > 1 && <Contents of={section.title} blocks={blocks} />}
      <div className="flex min-w-0 flex-col gap-6">
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
    </div>
  );
}

/** What there is on the page, beside it where there is room. */
const Contents = ({ of, blocks }: { of: string; blocks: readonly Block[] }) => (
  <nav
    aria-label={`Contents: ${of}`}
    className="rounded-card border border-line px-5 py-4 text-sm xl:sticky xl:top-6 xl:order-last xl:max-h-[calc(100dvh-3rem)] xl:overflow-y-auto xl:border-0 xl:p-0 print:hidden"
  >
    <h2 className="mb-2 text-sm font-medium">On this page</h2>
    <ol className="flex flex-col gap-x-6 gap-y-1.5 max-xl:sm:grid max-xl:sm:grid-cols-2">
      {blocks.map(({ id, title, body }) => (
        <li key={id}>
          <a
            href={`#${id}`}
            className={`underline-offset-4 hover:text-ink hover:underline text-muted ${body.kind === "refusal" ? "italic" : ""}`}
          >
            {title}
          </a>
        </li>
      ))}
    </ol>
  </nav>
);
