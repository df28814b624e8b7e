import type * as ort from "onnxruntime-node";
import { firstLine } from "#lib/tensor/candidate.ts";

/**
 * onnxruntime-node, loaded when first needed: the package has no library for some platforms (Intel
 * Macs, musl), and importing it there throws.
 * @throws Error with one sentence
 */
export async function onnxruntime(): Promise<typeof ort> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    const platform = `${process.platform} ${process.arch}`;
    throw new Error(`onnxruntime-node does not load on ${platform}: ${firstLine(error)}`);
  }
}
