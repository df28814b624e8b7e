import { z } from "zod";

/** How a picture is given to an encoder, and which of its outputs are the features. */

const perChannel = z.tuple([z.number(), z.number(), z.number()]);
const spread = z.number().positive("A standard deviation is above 0.");

/** A subject line: it stands in the names of machines. */
export const encoderName = z
  .string()
  .trim()
  .min(1, "Give it a name.")
  .max(60, "At most 60 characters.")
  .regex(/^[^\p{C}]*$/u, "No control characters.");

export const layouts = ["nchw", "nhwc"] as const;
export const pools = ["cls", "mean"] as const;

export const encoderDescription = z
  .object({
    /** side of the square that the encoder sees, pixels */
    size: z.int().min(16, "At least 16 pixels.").max(1024, "At most 1,024 pixels."),
    /** what the picture's short side is scaled to before that square is cut from its centre */
    resize: z.int().max(2048, "At most 2,048 pixels."),
    /** of bytes scaled to [0, 1], red, green, blue: (byte/255 − mean)/std */
    mean: perChannel,
    std: z.tuple([spread, spread, spread]),
    /** [N, 3, size, size] or [N, size, size, 3] */
    layout: z.enum(layouts),
    /** name of the output; null: the first */
    output: z.string().min(1).max(300).nullable(),
    /** of an output with a vector a patch: the first one, or the mean over all */
    pool: z.enum(pools),
  })
  .refine(({ size, resize }) => resize >= size, {
    path: ["resize"],
    error: "The square cannot be larger than the picture it is cut from.",
  });
export type EncoderDescription = z.output<typeof encoderDescription>;

/** What others' training recipes call their normalisation. */
export const normalisations = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  clip: {
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, { mean: readonly number[]; std: readonly number[] }>;
export type Normalisation = keyof typeof normalisations;
export const normalisationNames = ["imagenet", "clip", "half", "none"] as const satisfies Normalisation[];

/** The file and everything that decides its features: two encoders of one digest give the same. */
export const encoderText = (hash: string, description: EncoderDescription): string =>
  JSON.stringify([hash, encoderDescription.parse(description)]);
