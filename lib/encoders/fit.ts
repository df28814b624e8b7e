import { type EncoderDescription, encoderDescription, type layouts } from "#lib/encoders/description.ts";
import { type ModelFile, type Port, readModelFile } from "#lib/encoders/model-file.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { quote } from "#lib/formats/problem.ts";

/** What a person says of an encoder, completed by what its file says, or contradicted by it. */

export type Given = Pick<EncoderDescription, "mean" | "std"> & {
  [Name in "layout" | "output" | "pool"]?: EncoderDescription[Name] | undefined;
} & {
  /** absent: the file's own */
  size?: number | undefined;
  /** absent: size, so that nothing of the square is cut away */
  resize?: number | undefined;
};

const FLOAT = 1;

/** @throws EncoderProblem where the file does not say what is missing, or says something else */
export function describeEncoder(file: ModelFile, given: Given): EncoderDescription {
  const input = onlyInput(file);
  const layout = given.layout ?? layoutOf(input);
  const [height, width] = sidesOf(input, layout);
  if (height !== null && width !== null && height !== width)
    throw new EncoderProblem(
      `The encoder takes pictures of ${width} × ${height} pixels; only square ones can be given to it.`,
    );
  const own = height ?? width;
  const size = given.size ?? own;
  if (size === null)
    throw new EncoderProblem("The file does not say how large the encoder's pictures are: give their size.");
  if (own !== null && own !== size)
    throw new EncoderProblem(`The encoder takes pictures of ${own} pixels, not ${size}.`);
  const output = given.output ?? null;
  const described = { size, resize: given.resize ?? size, layout, output, pool: given.pool ?? "cls" };
  const parsed = encoderDescription.safeParse({ mean: given.mean, std: given.std, ...described });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new EncoderProblem(`${String(issue?.path[0])}: ${issue?.message ?? "does not fit"}`);
  }
  outputOf(file, parsed.data);
  return parsed.data;
}

/** How many pictures an encoder always takes; null where it takes any number. @throws EncoderProblem */
export const picturesAtOnce = (bytes: Uint8Array): number | null =>
  onlyInput(readModelFile(bytes)).dims?.[0] ?? null;

/** @throws EncoderProblem unless there is one input, for float32 colour pictures */
export function onlyInput({ inputs }: ModelFile): Port {
  const [input, second] = inputs;
  if (!input) throw new EncoderProblem("The model has no input.");
  if (second) {
    const names = inputs.slice(0, 6).map(({ name }) => quote(name, 40));
    throw new EncoderProblem(
      `The model has ${inputs.length} inputs (${names.join(", ")}); an image encoder has one, its pictures. Export the image part alone.`,
    );
  }
  if (input.type !== FLOAT)
    throw new EncoderProblem(
      `The input ${quote(input.name, 40)} is not of 32-bit floats; export the encoder with float32 inputs.`,
    );
  if (input.dims !== null && input.dims.length !== 4)
    throw new EncoderProblem(
      `The input ${quote(input.name, 40)} has ${input.dims.length} dimensions; a batch of pictures has four.`,
    );
  return input;
}

/** @throws EncoderProblem where there is no output of the wanted name */
export function outputOf({ outputs }: ModelFile, { output }: Pick<EncoderDescription, "output">): Port {
  const found = output === null ? outputs[0] : outputs.find(({ name }) => name === output);
  if (found) return found;
  const names = outputs.slice(0, 6).map(({ name }) => quote(name, 40));
  throw new EncoderProblem(
    output === null
      ? "The model has no output."
      : `The model has no output ${quote(output, 40)}; it has ${names.join(", ")}.`,
  );
}

function layoutOf({ dims }: Port): (typeof layouts)[number] {
  if (dims === null || dims[1] === 3) return "nchw";
  if (dims[3] === 3) return "nhwc";
  if ((dims[1] ?? null) === null) return "nchw";
  throw new EncoderProblem(
    `The encoder takes pictures with ${dims[1]} or ${dims[3] ?? "any number of"} channels; only colour pictures, with three, can be given to it.`,
  );
}

function sidesOf({ dims }: Port, layout: (typeof layouts)[number]): [number | null, number | null] {
  if (dims === null) return [null, null];
  const channels = layout === "nchw" ? dims[1] : dims[3];
  if (typeof channels === "number" && channels !== 3)
    throw new EncoderProblem(`In this layout the encoder's pictures have ${channels} channels, not three.`);
  const [height, width] = layout === "nchw" ? [dims[2], dims[3]] : [dims[1], dims[2]];
  return [height ?? null, width ?? null];
}
