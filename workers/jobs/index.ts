import { type JobKind, JobFailure } from "../job.ts";
import { changeJob } from "./change.ts";
import { clearJob } from "./clear.ts";
import { clearProjectJob } from "./clear-project.ts";
import { combineJob } from "./combine.ts";
import { decideJob } from "./decide.ts";
import { duplicateJob } from "./duplicate.ts";
import { embedJob } from "./embed.ts";
import { encoderJob } from "./encoder.ts";
import { exportJob } from "./export.ts";
import { fitJob } from "./fit.ts";
import { importJob } from "./import.ts";
import { lookJob } from "./look.ts";
import { packsJob } from "./packs.ts";
import { picturesJob } from "./pictures.ts";
import { predictJob } from "./predict.ts";
import { tableJob } from "./table.ts";
import { trainJob } from "./train.ts";

/** Every kind of job. A new one is a new file and a line here. */
export const jobKinds: readonly JobKind[] = [
  changeJob,
  clearJob,
  clearProjectJob,
  combineJob,
  decideJob,
  duplicateJob,
  embedJob,
  encoderJob,
  exportJob,
  fitJob,
  importJob,
  lookJob,
  packsJob,
  picturesJob,
  predictJob,
  tableJob,
  trainJob,
];

export function findJobKind(kind: string): JobKind {
  const found = jobKinds.find((entry) => entry.kind === kind);
  if (!found) throw new JobFailure(`This version of Tandem knows no job of the kind “${kind}”.`);
  return found;
}
