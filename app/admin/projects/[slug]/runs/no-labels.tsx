import { ButtonLink } from "../../../../_ui/button.tsx";
import { Empty } from "../../../../_ui/empty.tsx";

/** Nothing can be trained: why, and the two ways on. @param slug short name of the project */
export const NoLabels = ({ slug }: { slug: string }) => (
  <Empty
    title="There are no labels to train on yet"
    action={
      <span className="flex flex-wrap justify-center gap-2">
        <ButtonLink href={`/admin/projects/${slug}/data/table`}>Import a table</ButtonLink>
        <ButtonLink look="primary" href={`/annotate/${slug}`}>
          Label pictures
        </ButtonLink>
      </span>
    }
  >
    Label some pictures, or import a table with at least one label column.
  </Empty>
);
