import { globSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { routeLabel } from "../../app/_server/route-label.ts";

test("every route of the product has a label of its own kind, without anybody's names", () => {
  // app/api/[...rest] answers what there is not: "other" is what it is.
  const files = globSync("app/**/{page.tsx,route.ts}").filter((file) => !/_server|\[\.\.\.rest\]/.test(file));
  const paths = files.map(
    (file) =>
      `/${file
        .split(/[\\/]/)
        .slice(1, -1)
        .join("/")
        .replace(/\[+[^\]]+\]+/g, "a-secret-name")}`,
  );
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) {
    expect([path, routeLabel(path)]).not.toEqual([path, "other"]);
    expect(routeLabel(path)).not.toContain("secret");
  }
});

test("whatever is asked for, there are few labels", () => {
  const labels = new Set<string>();
  fc.assert(fc.property(fc.webPath(), (path) => void labels.add(routeLabel(path))));
  expect(labels.size).toBeLessThan(5);
});
