import type { Section } from "#lib/study/section.ts";
import { beyond } from "#lib/study/sections/beyond.ts";
import { confusion } from "#lib/study/sections/confusion.ts";
import { difficulty } from "#lib/study/sections/difficulty.ts";
import { matching } from "#lib/study/sections/matching.ts";
import { overall } from "#lib/study/sections/overall.ts";
import { teaming } from "#lib/study/sections/teaming.ts";
import { tests } from "#lib/study/sections/tests.ts";

/** The parts of the study, in the order in which they are read. A new one is a new file and one entry here. */
export const sections: readonly Section[] = [
  overall,
  confusion,
  tests,
  difficulty,
  matching,
  teaming,
  beyond,
];
