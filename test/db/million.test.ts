import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Authorized, asOperator } from "#db/access.ts";
import { type OpenDatabase, openReader } from "#db/client.ts";
import { exportedItems } from "#db/exports/items.ts";
import { importsOf } from "#db/dataset/import-record.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import { findProject, hasTrainingSplit, splitCounts } from "#db/dataset/projects.ts";
import { deskOf } from "#db/labelling/desk.ts";
import { itemPicture, leasedPicture } from "#db/labelling/image-access.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { prepareStatements } from "#db/labelling/statements.ts";
import { coldStart } from "#db/machines/first-run.ts";
import { newcomers } from "#db/machines/new-pictures.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { listPanels } from "#db/machines/panels.ts";
import { jobsOfRuns, listRuns } from "#db/machines/runs.ts";
import { listAuditEntries, peopleInLog } from "#db/people/audit-log.ts";
import type { Project } from "#db/schema.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { exportedHistory, historyOf } from "#db/views/looks.ts";
import { loadProject } from "#db/views/load.ts";
import { studyNeeds } from "#db/views/study-needs.ts";
import { benchSlug } from "../bench/large-dataset.ts";
import { millionItems, pagesVisited } from "./million.ts";
import { plansOf, scans } from "./plans.ts";

type Asked = (database: OpenDatabase, project: Authorized<Project, "admin">) => unknown;

const projectIn = ({ db }: OpenDatabase) => {
  const project = findProject(db, benchSlug);
  if (!project) throw new Error("no project was made");
  return asOperator(project);
};

/** What pages and requests ask of a project, and how many 4-kB pages of the file that may take. */
const questions: Record<string, { ask: Asked; most: number }> = {
  "the picture of a lease, and of an item": {
    ask: ({ db }, project) => [
      leasedPicture(db, project.slug, { id: 2, role: "annotator" }, "0".repeat(36)),
      itemPicture(db, project.id, 777_777),
    ],
    most: 60,
  },
  "the next item, deferred and audited, with 50,000 answered before it": {
    ask: ({ db }, { id: project, routesGeneration: generation, eta, auditRate }) => {
      const { nextDeferred, nextAudited } = deskOf(db).statements;
      const key = { project, generation, eta, auditRate, at: -2, item: 0, user: 2, rater: 1, practised: 1 };
      return [nextDeferred.get(key), nextAudited.get(key)];
    },
    most: 60,
  },
  "the data page, but for its counts": {
    ask: ({ db }, project) => [importsOf(db, project.id), listRaters(db, project.id)],
    most: 40,
  },
  "the runs page": {
    ask: ({ db }, project) => [
      listRuns(db, project.id),
      jobsOfRuns(db, project.id),
      listPanels(db, project.id),
      labelSources(db, project.id),
      hasTrainingSplit(db, project.id),
    ],
    most: 80,
  },
  "the activity page": {
    ask: ({ db }, project) => [
      listAuditEntries(db, project.id, { kind: "settings", person: 1 }, undefined, 50),
      peopleInLog(db, project.id),
    ],
    most: 20,
  },
  "what the study lacks": { ask: ({ db }, project) => studyNeeds(db, project), most: 60 },
  "sixty pictures of a cell": {
    ask: ({ db }, project) =>
      itemPictures(
        db,
        project,
        Array.from({ length: 60 }, (_, i) => 1 + i * 16_000),
      ),
    most: 250,
  },
  "the loop's history, and how many pictures an aim is about": {
    ask: ({ db }, project) => [
      historyOf(db, project.id),
      exportedHistory(db, project),
      itemsOf(db, project.id),
    ],
    most: 40,
  },
  "what waits for a prediction, and how far it is to a first training of 200 labels": {
    ask: ({ db }, project) => [
      newcomers(db, project),
      coldStart(db, { ...project, activeRunId: null, classes: project.classes.slice(0, 10) }),
    ],
    most: 2500,
  },
  "a page of an export at its beginning": {
    ask: ({ db }, project) => void exportedItems(db, project, { names: false }).next(),
    // most of it once: where each item stands in the machine's output
    most: 1500,
  },
};

describe("a million items", () => {
  let path = "";
  beforeAll(async () => {
    path = await millionItems();
  }, 600_000);

  for (const [name, { ask, most }] of Object.entries(questions)) {
    test(`${name}: by indexes`, () => {
      const database = openReader(path);
      const project = projectIn(database);
      expect(scans(plansOf(database, () => ask(database, project)))).toEqual([]);
      database.close();
    });

    test.skipIf(!existsSync("/proc/thread-self/io"))(`${name}: ${most} pages of the file at most`, () => {
      expect(pagesVisited(path, ask, projectIn)).toBeLessThan(most);
    });
  }

  test("no statement of the desk walks through a table, few as the undone answers are", () => {
    const database = openReader(path);
    expect(scans(plansOf(database, () => prepareStatements(database.sqlite)))).toEqual([]);
    database.close();
  });

  test.skipIf(!existsSync("/proc/thread-self/io"))(
    "every page of an export costs as much as the first",
    () => {
      const database = openReader(path, 1);
      const project = projectIn(database);
      const pages = exportedItems(database.db, project, { names: false });
      const costs: number[] = [];
      for (let page = 0; page < 40; page++)
        costs.push(
          pagesVisited(
            path,
            () => pages.next(),
            () => null,
          ),
        );
      database.close();
      expect(Math.max(...costs.slice(1))).toBeLessThan(2 * (costs[0] ?? 0));
    },
  );

  test("splits are counted in an index, without the items themselves", () => {
    const database = openReader(path);
    const project = projectIn(database);
    const plans = plansOf(database, () => {
      const counts = splitCounts(database.db, project.id);
      expect(counts.reduce((sum, { items }) => sum + items, 0)).toBe(1_000_000);
    });
    expect(plans.some((plan) => /items USING COVERING INDEX items_split/.test(plan))).toBe(true);
    database.close();
  });

  test("new answers are found from where the views left off", () => {
    const database = openReader(path);
    const project = projectIn(database);
    loadProject(database.db, project);
    const plans = plansOf(database, () => loadProject(database.db, project));
    expect(scans(plans)).toEqual([]);
    expect(plans.some((plan) => /judgments_project \(projectId=\? AND id>\?\)|rowid>\?/.test(plan))).toBe(
      true,
    );
    database.close();
  });
});
