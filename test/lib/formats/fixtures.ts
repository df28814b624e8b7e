import { join } from "node:path";

/** A file that NumPy, PyTorch, Pillow or Hugging Face's datasets wrote; see make.py beside them. */
export const fixture = (...path: string[]): string =>
  join(import.meta.dirname, "../../fixtures/formats", ...path);
