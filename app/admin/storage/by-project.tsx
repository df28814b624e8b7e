import { db } from "../../_server/database.ts";
import { pictureBytesOf } from "../../_server/views.ts";
import type { Storage } from "#db/views/storage.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { archivedProjects } from "#db/jobs/delete-project.ts";
import { fileSize } from "#lib/numbers.ts";
import { type StorageKind, storageWords } from "#lib/storage.ts";

const kinds = [
  "pictures",
  "decoded",
  "features",
  "weights",
  "exports",
  "jobs",
] as const satisfies readonly StorageKind[];

/** What each project's files take, the largest first. Pictures are added up by a thread. */
export async function ByProject({ projects }: Pick<Storage, "projects">) {
  const rows = await Promise.all(
    [...listProjects(db()), ...archivedProjects(db())].map(async (project) => {
      const own: Partial<Record<StorageKind, number>> = {
        ...projects.get(project.id),
        pictures: await pictureBytesOf(project.id),
      };
      return { project, own, all: kinds.reduce((sum, kind) => sum + (own[kind] ?? 0), 0) };
    }),
  );
  if (rows.length === 0) return <p className="text-sm text-muted">There is no project yet.</p>;
  return (
    <>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Storage by project">
        <table className="w-full text-sm tabular-nums [&_td]:py-2 [&_td]:pr-6 [&_th]:pr-6 [&_th]:pb-2 [&_th]:text-left [&_th]:font-normal [&_th]:text-muted">
          <thead>
            <tr>
              <th scope="col">Project</th>
              <th scope="col">In all</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col">
                  {storageWords[kind].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows
              .sort((a, b) => b.all - a.all)
              .map(({ project, own, all }) => (
                <tr key={project.id} className="border-t border-line/60">
                  <td>{project.name}</td>
                  <td className="font-medium whitespace-nowrap">{fileSize(all)}</td>
                  {kinds.map((kind) => (
                    <td key={kind} className="whitespace-nowrap">
                      {own[kind] ? fileSize(own[kind]) : "–"}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <p className="mt-4 text-sm text-muted">
        Rows of the database are not counted here; pictures in a bucket are. A picture that several projects
        have stands in each of their rows, and is stored once.
      </p>
    </>
  );
}
