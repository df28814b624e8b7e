import next from "@next/eslint-plugin-next";
import prettier from "eslint-config-prettier";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Imports go one way: app, workers → db → lib (ARCHITECTURE.md). */
const layers = [
  { target: "./lib", from: ["./db", "./app", "./workers"] },
  { target: "./db", from: ["./app", "./workers"] },
  { target: "./app", from: "./workers" },
  { target: "./workers", from: "./app" },
  // What runs on other machines too knows no database.
  { target: "./workers/job-folder", from: ["./db", "./workers/jobs"] },
  { target: "./workers/launchers", from: ["./db", "./workers/jobs"] },
];

/** And inside lib and db: what each folder may import of its neighbours; files at the root serve everybody. */
const neighbours = {
  lib: {
    stats: [],
    timing: [],
    items: ["timing"],
    figures: ["items", "stats"],
    quality: ["stats"],
    teaming: ["stats"],
    tensor: [],
    backbones: ["tensor"],
    methods: ["stats", "tensor"],
    train: ["backbones", "methods", "stats", "tensor"],
    formats: ["teaming"],
    encoders: ["formats", "tensor", "train"],
    demo: ["formats", "stats"],
    study: ["figures", "items", "stats", "teaming"],
    report: ["figures", "formats", "stats", "study"],
  },
  db: {
    people: [],
    teaming: [],
    labelling: ["people", "teaming"],
    packs: [],
    dataset: ["labelling", "packs", "people", "teaming"],
    features: ["dataset", "labelling", "people"],
    machines: ["dataset", "features", "labelling", "people", "teaming"],
    tables: ["dataset", "labelling", "machines", "people", "teaming"],
    jobs: ["dataset", "features", "machines", "packs", "people"],
    changes: ["labelling", "people", "views"],
    webhooks: ["people", "teaming", "views"],
    views: ["dataset", "features", "labelling", "machines", "people", "teaming"],
    exports: ["dataset", "jobs", "labelling", "machines", "packs", "people", "teaming", "views"],
  },
};
const directions = Object.entries(neighbours).flatMap(([layer, folders]) =>
  Object.entries(folders).map(([folder, allowed]) => ({
    target: `./${layer}/${folder}`,
    from: Object.keys(folders)
      .filter((other) => other !== folder && !allowed.includes(other))
      .map((other) => `./${layer}/${other}`),
  })),
);

export default tseslint.config(
  { ignores: [".next*/", "data/", "node_modules/", "next-env.d.ts", "test-results/", "playwright-report/"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [importX.createNodeResolver({ extensions: [".ts", ".tsx", ".js"] })],
      // no-cycle reads the files that a file imports: it must know which, and how
      "import-x/extensions": [".ts", ".tsx"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "import-x/no-restricted-paths": [
        "error",
        { zones: [...layers, ...directions], basePath: import.meta.dirname },
      ],
      "no-console": "error",
      "import-x/no-cycle": "error",
      eqeqeq: "error",
    },
  },
  {
    // lib is pure: time, chance and settings are passed in.
    files: ["lib/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "lib is pure: pass the time in.",
        },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "lib is pure: pass the time in." },
        { object: "Math", property: "random", message: "lib is pure: pass a random source in." },
        { object: "performance", property: "now", message: "lib is pure: pass a clock in." },
        { object: "process", property: "env", message: "lib is pure: pass the setting in." },
      ],
    },
  },
  {
    // Only those touch the disk whose job it is: images, tables, WebAssembly, and files that are whole or not there.
    files: ["lib/**/*.ts"],
    ignores: ["lib/formats/**", "lib/tensor/**", "lib/digests.ts", "lib/whole-file.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^(node:)?fs(/promises)?$", message: "lib is pure: pass the bytes in." }] },
      ],
    },
  },
  {
    // Every write goes through db/client.ts write(), which takes the lock at once.
    files: ["db/**/*.ts", "app/**/*.{ts,tsx}", "workers/**/*.ts"],
    ignores: ["db/client.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='transaction']",
          message: "Use write() of db/client.ts: an immediate transaction.",
        },
      ],
    },
  },
  {
    files: ["app/**/*.{ts,tsx}"],
    extends: [next.configs["core-web-vitals"], reactHooks.configs.flat.recommended],
    languageOptions: { globals: globals.browser },
  },
  {
    // Commands talk to a person at a terminal.
    files: [
      "workers/commands/**/*.ts",
      "test/bench/**/*.ts",
      "test/run.ts",
      "e2e/chromium.ts",
      "e2e/pictures/*.ts",
    ],
    rules: { "no-console": "off" },
  },
  prettier,
);
