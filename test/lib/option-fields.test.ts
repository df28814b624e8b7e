import { expect, test } from "vitest";
import { methods } from "#lib/methods/index.ts";
import { optionFields, typedOptions } from "#lib/option-fields.ts";

test("every option of every method can be shown: with a default, what it means and what may be typed", () => {
  const all = methods.flatMap(({ id, hyper }) => optionFields(hyper).map((field) => ({ id, ...field })));
  expect(all.length).toBeGreaterThan(30);
  expect(
    all.filter(({ usual, meaning, allowed }) => usual === "" || meaning === "" || allowed === ""),
  ).toEqual([]);
});

test("defaults typed as they are shown make the same phases as none at all", () => {
  for (const method of methods) {
    const fields = optionFields(method.hyper);
    const typed = typedOptions(fields, Object.fromEntries(fields.map(({ name, usual }) => [name, usual])));
    expect(typed.ok && method.hyper.parse(typed.value), method.id).toEqual(method.hyper.parse({}));
  }
});

test("what is no number is named; what is empty is left to the schema", () => {
  const fields = optionFields(methods.find(({ id }) => id === "gce")?.hyper ?? methods[0].hyper);
  const refused = typedOptions(fields, { q: "0x1", rate: " ", truncated: "true" });
  expect(refused.ok).toBe(false);
  expect(!refused.ok && Object.keys(refused.problems)).toEqual(["q"]);
  expect(typedOptions(fields, { q: ".5", truncated: "true", k: "" })).toEqual({
    ok: true,
    value: { q: 0.5, truncated: true },
  });
});
