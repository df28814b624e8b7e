import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { methods } from "#lib/methods/index.ts";

/**
 * A further method is one file and one line in the registry: so nothing outside lib/methods may know
 * a method by name, apart from defaults (CE) and what people type.
 */
it("no file outside lib/methods names a method or imports one", () => {
  const root = join(import.meta.dirname, "..", "..", "..");
  const names = methods.map(({ id }) => id).filter((id) => id !== "ce");
  const offenders: string[] = [];
  for (const zone of ["app", "db", "lib", "workers"]) {
    for (const file of readdirSync(join(root, zone), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file) || (zone === "lib" && file.startsWith("methods"))) continue;
      // fields of forms have names of their own: a processor has cores, too
      const code = readFileSync(join(root, zone, file), "utf8").replace(/\bname="\w+"/g, "");
      const named = names.filter((id) => code.includes(`"${id}"`));
      const imported = /#lib\/methods\/(?!index|method|ce)[\w-]+\.ts/.exec(code)?.[0];
      if (named.length > 0 || imported)
        offenders.push(`${zone}/${file}: ${named.join(", ")} ${imported ?? ""}`);
    }
  }
  expect(offenders).toEqual([]);
});
