import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { modelCard } from "#lib/report/model-card.ts";
import { fileSize } from "#lib/numbers.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { finalWeights, modelFacts, modelOf } from "#db/machines/models.ts";
import { findRun } from "#db/machines/runs.ts";
import { defineCommand, stop } from "./command.ts";
import { withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Writes a finished run as one ONNX file for onnxruntime: normalisation, network, temperature, softmax; of a
run on features with the pre-trained encoder in it. Its card, with a TypeScript and a Python program that use it, is written beside it.`,
  flags: z.object({
    run: z.int().describe("number of the run, as the Runs page and the card say it").meta({ value: "N" }),
    out: z
      .string()
      .default("model.onnx")
      .describe("the file; its card gets the same name and .md")
      .meta({ value: "FILE" }),
    batch: z
      .int()
      .min(1)
      .max(4096)
      .optional()
      .describe("pictures a call, fixed in the file (default: 1, or what an encoder always takes)"),
  }),
  run: ({ run: id, out, batch: wanted }) =>
    withDatabase(async (db, dir) => {
      const run = findRun(db, id) ?? stop(`There is no run ${id}.`);
      const project = findProjectById(db, run.projectId) ?? stop("The run’s project is gone.");
      if (run.origin !== null)
        return stop(`${run.name} was not trained here: only its predictions are known.`);
      if (run.state !== "finished")
        return stop(`${run.name} is ${run.state}; only a finished run has a model.`);
      const weights =
        (await finalWeights(dir, run)) ??
        stop(
          run.weightsRemovedAt === null
            ? `The weights of ${run.name} are not in the data folder.`
            : `The weights of ${run.name} were removed, as npm run storage -- --keep says.`,
        );
      const { model, batch } = await modelOf(db, dir, project, run, weights, wanted);
      const card = out.replace(/\.onnx$/i, "") + ".md";
      writeFileSync(out, model);
      writeFileSync(card, modelCard(modelFacts(db, project, run, { file: basename(out), batch })));
      console.log(`${run.name}: ${out} (${fileSize(model.length)}), and what it is in ${card}.`);
    }),
});
