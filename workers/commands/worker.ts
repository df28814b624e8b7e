import { z } from "zod";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  about: "Runs a worker beside the one that npm start runs: it takes trainings and imports from the queue.",
  flags: z.object({}),
  run: async () => {
    await import("#workers/main.ts");
  },
});
