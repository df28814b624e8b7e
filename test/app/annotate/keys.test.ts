import { describe, expect, test } from "vitest";
import { commandOf, keyOfClass, maxKeyedClasses } from "#app/annotate/[project]/keys.ts";
import { matchingClasses } from "#app/annotate/[project]/matching-classes.ts";

const press = (key: string, rest: Partial<Parameters<typeof commandOf>[0]> = {}) => ({
  key,
  code: "",
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});

describe("keys", () => {
  test("every class with a key is answered by the key printed on it, and by no other", () => {
    for (const classes of [2, 10, maxKeyedClasses]) {
      const answers = Array.from({ length: classes }, (_, label) =>
        commandOf(press(keyOfClass(label) ?? ""), classes),
      );
      expect(answers).toEqual(Array.from({ length: classes }, (_, label) => ({ do: "label", label })));
      expect(commandOf(press(keyOfClass(classes) ?? "none"), classes)).toBeNull();
    }
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
  const classes = ["Bobcat", "catfish", "Dog", "CAT"];
  const found = (typed: string) => matchingClasses(classes, typed).map(({ label }) => label);

  test("finds parts of names whatever the case; what begins with them comes first", () => {
    expect(found("cat")).toEqual([1, 3, 0]);
    expect(found("")).toEqual([0, 1, 2, 3]);
    expect(found("horse")).toEqual([]);
  });
});
