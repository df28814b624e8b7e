import type { Section } from "#lib/study/section.ts";
import { beyond } from "#lib/study/beyond/section.ts";
import { confusion } from "#lib/study/confusion/section.ts";
import { difficulty } from "#lib/study/difficulty/section.ts";
import { matching } from "#lib/study/matching/section.ts";
import { accuracy } from "#lib/study/accuracy/section.ts";
import { policies } from "#lib/study/policies/section.ts";
import { times } from "#lib/study/times/section.ts";
import { teaming } from "#lib/study/teaming/section.ts";
import { tests } from "#lib/study/tests/section.ts";

/** The parts of the study, in the order in which they are read. A new one is a folder of its own and one entry here. */
export const sections: readonly Section[] = [
  accuracy,
  confusion,
  tests,
  difficulty,
  times,
  matching,
  teaming,
  policies,
  beyond,
];
