import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether a graphics driver computes on a card. Vulkan also has drivers that are software, and
 * onnxruntime does not tell which one it was given; but whoever computes on a card holds its device
 * file open, and software has none. Linux only.
 */

/** NVIDIA's driver, the kernel's own (AMD, Intel, Nouveau), Windows' card seen from WSL, and two of telephones. */
const DEVICE_FILE = /^\/dev\/(nvidia\d+|dri\/renderD\d+|dxg|mali\d+|kgsl-3d\d+)$/;

/** Whether the kernel has a card to compute on. */
export const hasCard = (): boolean =>
  ["/dev", "/dev/dri"].some((folder) => namesIn(folder).some((name) => DEVICE_FILE.test(join(folder, name))));

/** How often this process holds a card open; a CUDA library counts too, so compare before and after. */
export function openCards(): number {
  const descriptors = namesIn("/proc/self/fd").map((name) => targetOf(join("/proc/self/fd", name)));
  return descriptors.filter((target) => DEVICE_FILE.test(target)).length;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no such folder: no card there
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ""; // closed since: the descriptor that listed the folder
  }
}
