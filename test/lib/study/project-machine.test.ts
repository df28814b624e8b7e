import { describe, expect, it } from "vitest";
import { projectMachine } from "#lib/study/data/project-machine.ts";
import { human, machine } from "./small.ts";

describe("the project's machine", () => {
  const raters = [
    human("ann", [0, 1, 2, 0]),
    machine("few", [0, 1, -1, -1]),
    machine("many", [2, 2, 2, -1]),
    machine("as many", [0, 1, 2, -1]),
  ];

  it("is the one that routes the project where it takes part", () => {
    expect(projectMachine({ activeRater: "run-few" }, raters)?.name).toBe("few");
  });

  it("is otherwise the one with the most predictions, the first of several, however accurate", () => {
    expect(projectMachine({ activeRater: null }, raters)?.name).toBe("many");
    const without = raters.filter(({ name }) => name !== "many");
    expect(projectMachine({ activeRater: "run-many" }, without)?.name).toBe("as many");
  });

  it("is nobody among people", () => {
    expect(projectMachine({ activeRater: "run-few" }, raters.slice(0, 1))).toBeUndefined();
  });
});
