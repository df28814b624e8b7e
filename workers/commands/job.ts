import { z } from "zod";
import { doFolder } from "#workers/job-folder/do-folder.ts";
import { defineCommand, stop } from "./command.ts";

export const command = defineCommand({
  about: `Does a job folder: trains, predicts or makes features, whatever it holds, with the executor that this
machine has, and writes the outcome into it. It needs the folder and Tandem's code, and no database. Schedulers run
this; by hand it is good for finding out what goes wrong on a node.`,
  positionals: ["folder"],
  flags: z.object({
    folder: z.string().describe("a folder of $TANDEM_SHARED/jobs, or a copy of one"),
    part: z.coerce.number().int().min(0).optional().describe("only this part (default: all that are left)"),
    token: z
      .string()
      .optional()
      .describe("stop when somebody else is given the part, as the folder's launch.json tells"),
  }),
  run: async ({ folder, part, token }) => {
    const outcome = await doFolder(folder, part ?? null, token ?? null, (line) => console.log(line));
    if (outcome !== null) stop(outcome);
    process.exit(0); // native runtimes may keep threads
  },
});
