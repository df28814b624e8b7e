import { Card } from "../../_ui/card.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import { db, dir } from "../../_server/database.ts";
import { pictureBucket, pictureCache } from "../../_server/pictures.ts";
import { packsInBucket } from "#db/packs/bucket-packs.ts";
import { localPacks, newestMove, placement } from "#db/packs/placement.ts";
import { amountOf, counted, fileSize } from "#lib/numbers.ts";
import type { Job } from "#db/schema.ts";

/** Where the bytes of pictures are, and how far the way from one place to the other. */
export function PicturePlaces() {
  const bucket = pictureBucket();
  const [here, there] = [localPacks(dir()), packsInBucket(db())];
  const cached = pictureCache()?.size();
  const job = newestMove(db());
  return (
    <Card title="Pictures">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm tabular-nums [&_dd]:break-words [&_dt]:text-muted">
        <dt>On this disk</dt>
        <dd>{amountOf(here, "pack")}</dd>
        {(bucket !== null || there.length > 0) && (
          <>
            <dt>In the bucket</dt>
            <dd>
              {amountOf(there, "pack")}
              {bucket && ` (${bucket.settings.bucket})`}
            </dd>
          </>
        )}
        {bucket && cached && (
          <>
            <dt>Cached on this disk</dt>
            <dd>
              {cached.pictures === 0
                ? "nothing yet"
                : `${counted(cached.pictures)} pictures, ${fileSize(cached.bytes)}`}{" "}
              (at most {fileSize(bucket.settings.cacheBytes)})
            </dd>
            <dt>New pictures go</dt>
            <dd>{placement(db()) === "s3" ? "into the bucket" : "to this disk"}</dd>
          </>
        )}
        {job && (
          <>
            <dt>{job.state === "running" || job.state === "queued" ? "Being moved" : "Last moved"}</dt>
            <dd>
              <Moved job={job} />
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function Moved({ job: { state, progress, error, finishedAt } }: { job: Job }) {
  if (state === "running") return `${Math.round(100 * progress)} %`;
  if (state === "queued") return error === null ? "It begins in a moment." : `${error} It is tried again.`;
  return (
    <>
      {finishedAt !== null && <LocalTime at={finishedAt} />}
      {error !== null && ` · ${error}`}
    </>
  );
}
