import { z } from "zod";
import { inOneLine, sentence } from "#lib/validation.ts";
import { JobFailure } from "#workers/endings.ts";
import type { Folder } from "../folder.ts";
import type { PartOutput } from "../part.ts";

/** What the place where a part is done provides. */
export type PartHooks = {
  /** ms, monotonic */
  now: () => number;
  /** @param progress 0 … 1 of this part; @param note in the kind's own shape */
  report: (progress: number, note: Record<string, unknown>) => void;
  cancelled: () => boolean;
  log: (event: string, detail?: object) => void;
  checkpoints: { load(): Promise<Uint8Array | null>; save(bytes: Uint8Array): Promise<void> };
  /** tells this process from others that may write at the same time */
  writer: string;
};

/** A folder that is being worked on. */
export type Opened = {
  /** @throws JobFailure with a sentence; JobCancelled */
  part: (part: number, hooks: PartHooks) => Promise<PartOutput>;
  close: () => Promise<void>;
};

export type FolderKind = { kind: string; open: (folder: Folder) => Promise<Opened> };

/** Seal a kind's configuration: what the registry holds parses before it works. */
export function defineFolderKind<Config>(definition: {
  kind: string;
  config: z.ZodType<Config>;
  open: (folder: Folder, config: Config) => Promise<Opened>;
}): FolderKind {
  const { kind, config, open } = definition;
  return {
    kind,
    open(folder) {
      const parsed = config.safeParse(folder.description.config, { error: sentence });
      if (parsed.success) return open(folder, parsed.data);
      throw new JobFailure(`The job folder’s configuration cannot be read. ${inOneLine(parsed.error)}`);
    },
  };
}

/** Pictures of one size, or what an encoder made of them. */
export const material = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pictures"), size: z.int().min(1) }),
  z.object({ kind: z.literal("features"), width: z.int().min(1), of: z.string() }),
]);
export type Material = z.output<typeof material>;

/** The file of a folder that holds it: bytes as the tensor file has them, or float32. */
export const materialFile = ({ kind }: Material): string =>
  kind === "pictures" ? "images.rgb" : "features.f32";
