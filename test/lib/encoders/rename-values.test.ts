import { expect, test } from "vitest";
import { renameValues } from "#lib/encoders/rename-values.ts";
import { Message, textOf, wireFields } from "#lib/tensor/protobuf.ts";

const value = (name: string) => new Message().text(1, name);
const node = (input: string, output: string, branch?: Message) => {
  const made = new Message().text(1, input).text(2, output).text(3, "a").text(4, "If").text(7, "");
  return branch ? made.message(5, new Message().text(1, "a").message(6, branch).integer(20, 5)) : made;
};

test("values are called otherwise wherever they are named, in the graphs within, and nothing else is", () => {
  const graphCalled = (a: string) => {
    const branch = new Message()
      .message(1, node(a, `${a}2`))
      .text(2, "a")
      .message(12, value(a));
    return new Message()
      .message(1, node(a, "b", branch))
      .text(2, "a")
      .message(5, new Message().integer(1, 3).text(8, a).bytes(9, new Uint8Array(12)))
      .message(5, new Message().integer(1, 3).text(8, "weight").bytes(9, new Uint8Array(12).fill(7)))
      .message(11, value(a))
      .message(13, value("b"))
      .message(14, value(a).message(2, new Message().text(1, "a").text(2, a)))
      .message(15, new Message().message(1, new Message().text(8, a)))
      .finish();
  };
  const before = graphCalled("a");
  expect(renameValues(before, (name) => (name === "a" ? "else" : name === "a2" ? "else2" : name))).toEqual(
    graphCalled("else"),
  );
  expect(renameValues(before, (name) => name)).toBe(before);
  expect(
    [...wireFields(before)].filter(({ number }) => number === 2).map(({ bytes }) => textOf(bytes)),
  ).toEqual(["a"]);
});
