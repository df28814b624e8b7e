import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take most of a minute or more, the longest first. Begun last, one of them alone would keep everybody
 * waiting with all other workers idle; without a record of earlier runs, vitest begins with the largest files instead.
 */
const longest = [
  "test/workers/training.test.ts",
  "test/workers/features.test.ts",
  "test/workers/learning.test.ts",
  "test/workers/cold-start.test.ts",
  "test/hostile/actions.test.ts",
  "test/hostile/routes.test.ts",
  "test/hostile/mutations.test.ts",
  "test/hostile/kill.test.ts",
  "test/hostile/accounts.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.indexOf(relative(root, moduleId));
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
