import { z } from "zod";
import { defineCommand } from "./command.ts";
import { withDatabase } from "./project-database.ts";
import { narrowed } from "./start/narrowed.ts";

export const command = defineCommand({
  about: "Runs a worker beside the one that npm start runs: it takes trainings and imports from the queue.",
  flags: z.object({}),
  run: async () => {
    // brings it up to date
    await withDatabase((_, dir) => narrowed(dir, console.log));
    await import("#workers/main.ts");
  },
});
