import { test } from "vitest";
import type { Study } from "#lib/study/data/study.ts";
import { panelStudy } from "#test/study/panel-study.ts";

const panel = panelStudy();

/** A test on CIFAR-10N with the thirteen machines; where the data is absent it is skipped, and says so. */
export const panelTest = (name: string, body: (panel: Study) => void): void =>
  test(name, (context) => {
    if (panel === null) return context.skip("CIFAR-10N is not beside the project (../shared/data)");
    body(panel);
  });
