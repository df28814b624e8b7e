import { answer, Refusal, route } from "../../../_server/route.ts";
import { uploadId, uploadPath } from "../../../_server/uploads.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { readHeading } from "#lib/formats/labels-csv.ts";

/** The columns of an uploaded label table, to choose from. */
export const GET = route<{ id: string }>("admin", async (_request, _user, { id }) => {
  const path = uploadId.safeParse(id).success ? uploadPath(id, "labels") : null;
  if (!path) throw new Refusal(404, "There is no such upload.");
  try {
    return answer({ columns: await readHeading(path) });
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, error.message);
    throw error;
  }
});
