import { fork } from "node:child_process";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type EncoderDescription, encoderName } from "#lib/encoders/description.ts";
import { describeEncoder, type Given } from "#lib/encoders/fit.ts";
import { joinProblem } from "#lib/encoders/joined-model.ts";
import { mostBytes, readModelFile } from "#lib/encoders/model-file.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { fail, type Result } from "#lib/domain.ts";
import { errorCode } from "#lib/error-code.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { addEncoder, nameProblem } from "#db/features/encoders.ts";
import type { Encoder } from "#db/schema.ts";
import { answers } from "./messages.ts";

/** A large encoder takes seconds to open; a file may be made to take for ever, ms. */
const patience = 5 * 60_000;

export type Offered = { path: string; name: string; given: Given };

/**
 * Add an encoder from a file: look into it, try it in a process of its own, keep it.
 * @param also what belongs into the transaction that adds it
 * @returns a sentence about the first thing that is wrong
 */
export async function addEncoderFile(
  db: Db,
  dir: DataDir,
  { path, name: wanted, given }: Offered,
  by: number | null,
  now: () => number,
  also?: (tx: Db) => void,
): Promise<Result<Encoder>> {
  const parsed = encoderName.safeParse(wanted);
  if (!parsed.success) return fail(`The name does not fit: ${parsed.error.issues[0]?.message ?? "unknown"}`);
  const name = parsed.data;
  const problem = nameProblem(db, dir, name);
  if (problem !== null) return fail(problem);
  try {
    const bytes = await bytesOf(path);
    const file = readModelFile(bytes);
    const description = describeEncoder(file, given);
    const apart = joinProblem(file, description);
    const width = await triedOut(path, description);
    return await addEncoder(db, dir, { name, bytes, description, width, apart }, by, now(), also);
  } catch (error) {
    if (error instanceof EncoderProblem) return fail(error.message);
    throw error;
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const file = statSync(path);
    // A device or a pipe would be read for ever.
    if (!file.isFile() && !file.isDirectory()) throw new EncoderProblem(`${path} is not a file.`);
    if (file.size > mostBytes)
      throw new EncoderProblem("The file is larger than 2 GB, which no ONNX file is.");
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new EncoderProblem(`There is no file ${path}.`);
    if (errorCode(error) === "EISDIR") throw new EncoderProblem(`${path} is a folder, not an ONNX file.`);
    throw error;
  }
}

/**
 * Native code meets a stranger's file in a process of its own, which may crash or never end.
 * @returns features a picture
 */
function triedOut(path: string, description: EncoderDescription): Promise<number> {
  const child = fork(`${import.meta.dirname}/try-encoder.ts`, {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  return new Promise<number>((resolve, reject) => {
    const slow = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new EncoderProblem("The encoder did not come to an end within five minutes."));
    }, patience);
    const settle = (done: () => void) => {
      clearTimeout(slow);
      done();
    };
    child.once("message", (raw) => {
      const answer = answers.parse(raw);
      settle(() => ("width" in answer ? resolve(answer.width) : reject(new EncoderProblem(answer.problem))));
    });
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code, signal) =>
      settle(() =>
        reject(
          new EncoderProblem(
            `The process that tried the encoder ${signal ? `was stopped by ${signal}` : `ended with code ${code ?? "none"}`}: the file is broken, or needs more memory than there is.`,
          ),
        ),
      ),
    );
    child.send({ path, description });
  });
}
