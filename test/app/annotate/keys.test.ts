import { describe, expect, test } from "vitest";
import { labelsByKey, maxKeyedClasses, placeClasses } from "#app/annotate/[project]/class-layout.ts";
import { commandOf as command, type KeyPress } from "#app/annotate/[project]/keys.ts";
import { matchingClasses } from "#app/annotate/[project]/matching-classes.ts";

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});

const project = (classes: number, classOrder: number[] | null = null, descriptions: string[] = []) => ({
  classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
  ...{ classOrder, descriptions },
});
const plain = { order: null, keys: {} };
const commandOf = (event: KeyPress, classes: number, wishes: Parameters<typeof placeClasses>[1] = plain) =>
  command(event, labelsByKey(placeClasses(project(classes), wishes)));

describe("keys", () => {
  test("every class with a key is answered by the key printed on it, in whatever order and with keys of one's own", () => {
    for (const classes of [2, 10, maxKeyedClasses])
      for (const wishes of [
        plain,
        { order: [1, 0], keys: {} },
        { order: [1], keys: { 0: "m", 1: "1" } },
        { order: [99, 1, 1], keys: { 0: "q", 1: "q", 7: "ü" } },
      ]) {
        const placed = placeClasses(project(classes), wishes);
        expect(placed.map(({ label }) => label).sort((a, b) => a - b)).toEqual([...Array(classes).keys()]);
        expect(new Set(placed.map(({ key }) => key)).size).toBe(classes);
        for (const { key, label } of placed)
          expect(commandOf(press(key ?? ""), classes, wishes)).toEqual({ do: "label", label });
      }
    expect(placeClasses(project(3), { order: [2], keys: { 0: "m" } })).toMatchObject([
      { label: 2, key: "1" },
      { label: 0, key: "m" },
      { label: 1, key: "2" },
    ]);
    expect(commandOf(press("3"), 2)).toBeNull();
  });

  test("below a person's own order stands the project's, with its keys; descriptions stay with their classes", () => {
    const given = project(4, [3, 1, 0, 2], ["zero", "", "", "three"]);
    const shown = (wishes: Parameters<typeof placeClasses>[1]) =>
      placeClasses(given, wishes).map(({ label, key, description }) => [label, key, description]);
    expect(shown(plain)).toEqual([
      [3, "1", "three"],
      [1, "2", ""],
      [0, "3", "zero"],
      [2, "4", ""],
    ]);
    expect(shown({ order: [2], keys: { 1: "1" } })).toEqual([
      [2, "2", ""],
      [3, "3", "three"],
      [1, "1", ""],
      [0, "4", "zero"],
    ]);
    const many = placeClasses(project(maxKeyedClasses + 1, [maxKeyedClasses]), plain);
    expect(many[0]).toMatchObject({ label: maxKeyedClasses, key: null });
    expect(many).toHaveLength(maxKeyedClasses + 1);
  });

  test("skip, flag, can't tell and undo are four keys; zoom and pan may be held, and take none of theirs", () => {
    const did = (key: string, rest = {}) => commandOf(press(key, rest), 10)?.do;
    expect([" ", "ArrowRight", "!", "Backspace", "ArrowLeft"].map((key) => did(key))).toEqual([
      ...["unsure", "skip", "flag", "undo", "undo"],
    ]);
    expect(did("!", { shiftKey: true, code: "Digit1" })).toBe("flag");
    expect(did("+", { repeat: true })).toBe("zoom");
    expect(did("ArrowRight", { shiftKey: true, repeat: true })).toBe("pan");
    expect([did("Enter"), did("Enter", { shiftKey: true }), did("Enter", { repeat: true })]).toEqual([
      ...["magnify", "full-screen", undefined],
    ]);
  });

  test("a held key answers nothing, nor does a browser's shortcut", () => {
    expect(commandOf(press("1", { repeat: true }), 10)).toBeNull();
    expect(commandOf(press("1", { ctrlKey: true }), 10)).toBeNull();
    expect(commandOf(press("Backspace", { repeat: true }), 10)).toBeNull();
  });

  test("digits count by their place where a layout types them only with Shift", () => {
    expect(commandOf(press("&", { code: "Digit1" }), 10)).toEqual({ do: "label", label: 0 });
  });

  test("with more classes than keys, letters belong to the search, and Space and undo stay", () => {
    const many = maxKeyedClasses + 1;
    expect(commandOf(press("a"), many)).toBeNull();
    expect(commandOf(press(" "), many)).toEqual({ do: "unsure" });
    expect(commandOf(press("Backspace"), many)).toEqual({ do: "undo" });
    expect(commandOf(press("z", { ctrlKey: true }), many)).toEqual({ do: "undo" });
  });
});

describe("search for a class", () => {
  const classes = ["Bobcat", "catfish", "Dog", "CAT"].map((name, label) => ({ name, label }));
  const found = (typed: string) => matchingClasses(classes, typed).map(({ label }) => label);

  test("finds parts of names whatever the case; what begins with them comes first", () => {
    expect(found("cat")).toEqual([1, 3, 0]);
    expect(found("")).toEqual([0, 1, 2, 3]);
    expect(found("horse")).toEqual([]);
  });
});
