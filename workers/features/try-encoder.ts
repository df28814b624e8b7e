/** A process that tries one encoder and tells how many features it makes, or what is wrong with it. */
import { readFileSync } from "node:fs";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { type Answer, question } from "./messages.ts";

process.on("disconnect", () => process.exit(1));
process.once("message", (raw) => {
  void tried(raw).then((answer) => process.send?.(answer, undefined, undefined, () => process.exit(0)));
});

async function tried(raw: unknown): Promise<Answer> {
  try {
    const { path, description } = question.parse(raw);
    const encoder = await openEncoder(readFileSync(path), description, 2);
    return { width: encoder.width };
  } catch (error) {
    if (error instanceof EncoderProblem) return { problem: error.message };
    return { problem: "The encoder could not be tried; it may need more memory than there is." };
  }
}
