import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { onnxWebgpu } from "#lib/tensor/onnx-webgpu.ts";

/** SwiftShader, the software driver that Debian's Chromium brings, with a Vulkan loader beside it. */
const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

const report = z.object({
  found: z.string(),
  adapter: z.string().nullable(),
  selfTest: z.string().nullable(),
  totals: z.array(z.number()),
  checked: z.number(),
  wrong: z.record(z.string(), z.string()),
});

describe("WebGPU on a software driver", () => {
  it.skipIf(!existsSync(driver))(
    `computes what tfjs does, and is refused all the same (skipped without ${driver})`,
    async () => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["test/lib/tensor/webgpu-values.ts", "max"],
        { env: { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: dirname(driver) } },
      );
      const { found, adapter, selfTest, totals, checked, wrong } = report.parse(JSON.parse(stdout));
      expect(adapter).not.toBeNull();
      expect(found).not.toBe(onnxWebgpu.name);
      expect(selfTest).toBeNull();
      expect(totals).toEqual([12, 1]);
      expect(checked).toBeGreaterThan(3);
      expect(wrong).toEqual({});
    },
    240_000,
  );
});
