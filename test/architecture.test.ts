import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const eslint = new ESLint({ cwd: root });

/** Ratchets: lower them as the code gets better, never raise them. */
const [maxCasts, maxNonNull] = [25, 160];

/** The rules about imports alone, which need no types: without them a question takes milliseconds. */
const imports = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => ruleId.startsWith("import-x/"),
  overrideConfig: {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: false } },
  },
});

/** Rules that a line of code breaks, were it in this file. */
async function broken(filePath: string, code: string, by = eslint): Promise<(string | null)[]> {
  const [result] = await by.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

// The first question reads the whole project, which takes a busy machine a while.
beforeAll(() => broken("lib/stats/mean.ts", "export {};\n"), 300_000);

describe("imports go one way: app, workers → db → lib", () => {
  test.each([
    ["lib/domain.ts", "#db/client.ts"],
    ["lib/domain.ts", "#workers/job.ts"],
    ["lib/domain.ts", "../app/_server/log.ts"],
    ["db/client.ts", "#app/_server/log.ts"],
    ["db/client.ts", "../workers/job.ts"],
    ["app/page.tsx", "#workers/job.ts"],
    ["workers/main.ts", "#app/_server/log.ts"],
  ])("%s may not import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`, imports)).toContain("import-x/no-restricted-paths");
  });

  test.each([
    ["db/client.ts", "#lib/domain.ts"],
    ["workers/main.ts", "#db/client.ts"],
    ["app/page.tsx", "#lib/domain.ts"],
  ])("%s may import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`, imports)).not.toContain(
      "import-x/no-restricted-paths",
    );
  });
});

describe("inside lib and db, too, imports go one way", () => {
  test.each([
    ["lib/stats/mean.ts", "#lib/figures/style.ts"],
    ["lib/stats/mean.ts", "#lib/teaming/threshold.ts"],
    ["lib/figures/style.ts", "#lib/study/index.ts"],
    ["lib/figures/style.ts", "#lib/report/html.ts"],
    ["lib/study/index.ts", "#lib/report/html.ts"],
    ["lib/teaming/threshold.ts", "#lib/study/index.ts"],
    ["lib/methods/ce.ts", "#lib/train/train.ts"],
    ["lib/tensor/shapes.ts", "#lib/methods/ce.ts"],
    ["db/people/users.ts", "#db/labelling/queue.ts"],
    ["db/labelling/queue.ts", "#db/views/team.ts"],
    ["db/machines/runs.ts", "#db/views/study.ts"],
    ["db/dataset/projects.ts", "#db/machines/runs.ts"],
  ])("%s may not import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`, imports)).toContain("import-x/no-restricted-paths");
  });

  test.each([
    ["lib/figures/style.ts", "#lib/stats/mean.ts"],
    ["lib/report/html.ts", "#lib/study/index.ts"],
    ["lib/study/index.ts", "#lib/figures/style.ts"],
    ["lib/stats/mean.ts", "#lib/random.ts"],
    ["db/views/team.ts", "#db/labelling/routes.ts"],
    ["db/people/users.ts", "#db/client.ts"],
  ])("%s may import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`, imports)).not.toContain(
      "import-x/no-restricted-paths",
    );
  });
});

test("no file imports itself by way of another", async () => {
  // mean.ts imports numbers.ts: the other direction would close a circle
  const circle = 'import { mean } from "#lib/stats/mean.ts";\nexport const sum = mean;\n';
  expect(await broken("lib/stats/numbers.ts", circle, imports)).toContain("import-x/no-cycle");
  expect(await broken("lib/stats/holm.ts", circle, imports)).not.toContain("import-x/no-cycle");
});

describe("lib is pure", () => {
  test.each([
    ["the time", "export const t = new Date();\n", "no-restricted-syntax"],
    ["the time", "export const t = Date.now();\n", "no-restricted-properties"],
    ["a clock", "export const t = performance.now();\n", "no-restricted-properties"],
    ["dice", "export const r = Math.random();\n", "no-restricted-properties"],
    ["a setting", "export const s = process.env.HOME;\n", "no-restricted-properties"],
    ["the disk", 'import "node:fs";\n', "no-restricted-imports"],
    ["the disk", 'import "node:fs/promises";\n', "no-restricted-imports"],
    ["the disk", 'import "fs";\n', "no-restricted-imports"],
  ])("it may not ask for %s: %s", async (_, code, rule) => {
    expect(await broken("lib/stats/mean.ts", code)).toContain(rule);
  });

  test("a given time may be read; the disk, where files are the trade", async () => {
    expect(await broken("lib/stats/mean.ts", "export const t = new Date(0);\n")).toEqual([]);
    for (const file of ["lib/tensor/shapes.ts", "lib/formats/jpeg.ts"])
      expect(await broken(file, 'import "node:fs";\n')).not.toContain("no-restricted-imports");
  });
});

test("no transaction escapes write()", async () => {
  const code = "export const f = (db: { transaction(): void }) => db.transaction();\n";
  expect(await broken("db/people/users.ts", code)).toContain("no-restricted-syntax");
  expect(await broken("db/client.ts", code)).not.toContain("no-restricted-syntax");
});

/** Product code, by path from the root. */
const product = globSync("{app,db,lib,workers}/**/*.{ts,tsx}", { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), "utf8"),
}));

const written = (text: string): number => text.split("\n").filter((line) => line.trim() !== "").length;

test("a file is read in one go: at most 300 lines that are not blank, but for the schema", () => {
  const long = product
    .filter(({ path, text }) => path !== "db/schema.ts" && written(text) > 300)
    .map(({ path }) => path);
  expect(long).toEqual([]);
});

const parsed = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );

/** Files of ours that a file needs when it runs: what it imports for types alone is gone by then. */
function needs(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : statement;
    const named =
      clause &&
      ("namedBindings" in clause ? clause.namedBindings : "exportClause" in clause && clause.exportClause);
    const onlyTypes =
      named &&
      (ts.isNamedImports(named) || ts.isNamedExports(named)) &&
      named.elements.every(({ isTypeOnly }) => isTypeOnly) &&
      !(clause && "name" in clause && clause.name);
    const { text } = statement.moduleSpecifier;
    if (clause?.isTypeOnly || onlyTypes || !/^[.#]/.test(text)) return [];
    return [text.startsWith("#") ? text.slice(1) : join(dirname(file.fileName), text)];
  });
}

test("what runs in a browser takes nothing of the server with it", () => {
  const files = new Map(product.map(({ path, text }) => [path, parsed(path, text)]));
  const says = (path: string, directive: string) =>
    files.get(path)?.text.startsWith(`"${directive}"`) ?? false;
  const reached = new Map(
    [...files.keys()].filter((path) => says(path, "use client")).map((path) => [path, path]),
  );
  // a Map is walked to its end while it grows
  for (const [path, from] of reached) {
    const file = files.get(path);
    if (!file || says(path, "use server")) continue; // its functions are called from afar
    for (const needed of needs(file)) if (!reached.has(needed)) reached.set(needed, `${from} > ${needed}`);
  }
  expect(reached.size).toBeGreaterThan(200);
  const servers = [...reached].filter(
    ([path]) => /^(db|workers|app\/_server)\//.test(path) && !says(path, "use server"),
  );
  expect(servers.map(([, way]) => way)).toEqual([]);
});

/** How often product code overrules the compiler. */
function overruled(): { casts: number; nonNull: number } {
  const count = { casts: 0, nonNull: 0 };
  for (const { path, text } of product) {
    const file = parsed(path, text);
    const visit = (node: ts.Node): void => {
      if (ts.isNonNullExpression(node)) count.nonNull++;
      if (ts.isAsExpression(node) && node.type.getText(file) !== "const") count.casts++;
      if (ts.isTypeAssertionExpression(node)) count.casts++;
      node.forEachChild(visit);
    };
    visit(file);
  }
  return count;
}

test("the compiler is rarely overruled", () => {
  const { casts, nonNull } = overruled();
  expect(casts).toBeLessThanOrEqual(maxCasts);
  expect(nonNull).toBeLessThanOrEqual(maxNonNull);
});
