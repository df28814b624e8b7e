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
];

export default tseslint.config(
  { ignores: [".next*/", "data/", "node_modules/", "next-env.d.ts", "test-results/", "playwright-report/"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [importX.createNodeResolver({ extensions: [".ts", ".tsx", ".js"] })],
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
      "import-x/no-restricted-paths": ["error", { zones: layers, basePath: import.meta.dirname }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    // lib is pure: time and chance are passed in.
    files: ["lib/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "lib is pure: pass the time in." },
        { object: "Math", property: "random", message: "lib is pure: pass a random source in." },
        { object: "performance", property: "now", message: "lib is pure: pass a clock in." },
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
    files: ["workers/commands/**/*.ts", "test/bench/**/*.ts", "test/run.ts", "e2e/chromium.ts"],
    rules: { "no-console": "off" },
  },
  prettier,
);
