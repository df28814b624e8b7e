import fc from "fast-check";
import { expect, test } from "vitest";
import { takeaway } from "#lib/study/takeaway.ts";

test("the first sentence, whole, whatever stands in it; nothing is lost", () => {
  const word = fc.constantFrom("matching", "pairs", "85.3 %", "0.5", "(run 3)", "e.g. dogs", "η");
  const sentence = fc
    .array(word, { minLength: 1, maxLength: 8 })
    .map((words) => `On ${words.join(" ")}${words.length % 2 ? "." : "?"}`);
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), (sentences) => {
      const text = sentences.join(" ");
      const taken = takeaway({ text });
      expect(taken?.line).toBe(sentences[0]);
      expect([taken?.line, taken?.rest].filter(Boolean).join(" ")).toBe(text);
    }),
  );
});

test("no reading, no line", () => {
  expect(takeaway(null)).toBeNull();
  expect(takeaway({ text: " " })).toBeNull();
});
