import { z } from "zod";

/** Options that whoever looks after the installation may give sbatch beside Tandem's own. */

/** Those that Tandem itself gives, or that have sbatch run something else, do nothing, or keep the order's number. */
const ownOptions = [
  ...["array", "chdir", "error", "export", "export-file", "gid", "help", "job-name", "output", "parsable"],
  ...["quiet", "test-only", "uid", "usage", "version", "wait", "wrap"],
];
/** The same in one letter, behind letters of options without a value, as in -Ho/path. */
const ownLetters = /^-[HkOsuv]*[aDehJoQVW]/;

/** Does sbatch take it for one of those? As everywhere on Linux, the beginning of a long name is enough. */
function isOwn(flag: string): boolean {
  if (!flag.startsWith("--")) return ownLetters.test(flag);
  const name = flag.slice(2).split("=")[0] ?? "";
  return ownOptions.some((own) => own.startsWith(name));
}

export const sbatchFlag = z
  .string()
  .regex(/^--?[A-Za-z][^\s\0]*$/, "Each begins with a hyphen; a value follows after =, without a space.")
  .refine((text) => !isOwn(text), "Tandem itself says what the job is called and where its output goes.");
