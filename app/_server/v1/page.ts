import { createHash } from "node:crypto";
import { apiDocument, type JsonSchema, type Operation } from "./openapi.ts";

/** The description of the API as a page: no script at all, so there is nothing to load and nothing to trust. */

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text: string): string => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);

/** The little Markdown of our own descriptions. */
const marked = (text: string): string =>
  safe(text)
    .split("\n\n")
    .map(
      (part) =>
        `<p>${part.replace(/`([^`]+)`/g, "<code>$1</code>").replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")}</p>`,
    )
    .join("");

/** In the colours of app/globals.css. */
const style = `
:root { color-scheme: light dark;
  --bg: light-dark(oklch(98.4% 0.004 85), oklch(19.5% 0.008 70));
  --sunken: light-dark(oklch(95.6% 0.006 85), oklch(17% 0.007 70));
  --line: light-dark(oklch(89% 0.008 85), oklch(32% 0.01 70));
  --ink: light-dark(oklch(23% 0.012 60), oklch(93.5% 0.008 80));
  --muted: light-dark(oklch(46% 0.014 65), oklch(73% 0.013 75));
  --accent: light-dark(oklch(46% 0.09 172), oklch(74% 0.1 172)); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 2rem 1rem 6rem; max-width: 56rem; font: 15px/1.55 system-ui, sans-serif;
  background: var(--bg); color: var(--ink); }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; text-transform: capitalize; }
h3 { font-size: .9rem; margin: 1.25rem 0 .25rem; color: var(--muted); }
a { color: var(--accent); text-underline-offset: 2px; } p { margin: .5rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; }
nav a { text-transform: capitalize; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--sunken); padding: .75rem 1rem; border-radius: .5rem; white-space: pre-wrap; margin: .25rem 0; }
details { border-top: 1px solid var(--line); padding: .6rem 0; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
summary:hover code { color: var(--accent); }
summary b { font: 600 .8rem ui-monospace, monospace; min-width: 3.5rem; color: var(--accent); }
summary span { color: var(--muted); flex-basis: 100%; }
@media (min-width: 40rem) { summary span { padding-left: 4.25rem; } }
dl { margin: 0; } dt { margin-top: .5rem; } dd { margin: 0 0 0 1rem; color: var(--muted); }
`;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A schema in the manner of TypeScript, as HTML: short, read by everybody, and leading to the schemas it names. */
function typeHtml(schema: unknown, indent = ""): string {
  if (!isSchema(schema)) return "any";
  const { $ref, type, properties, items, enum: values, allOf, additionalProperties } = schema;
  if (typeof $ref === "string") {
    const name = safe($ref.split("/").at(-1) ?? "any");
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const literal = (value: unknown): string => safe(JSON.stringify(value));
  const each = (schemas: readonly unknown[], between: string): string =>
    schemas.map((one) => typeHtml(one, indent)).join(between);
  if ("const" in schema) return literal(schema.const);
  if (Array.isArray(values)) return values.map(literal).join(" | ");
  const several = alternatives(schema);
  if (several.length > 0) return each(several, " | ");
  if (Array.isArray(allOf)) return each(allOf, " & ");
  if (Array.isArray(schema.prefixItems)) return `[${each(schema.prefixItems, ", ")}]`;
  if (type === "array") {
    const inner = typeHtml(items, indent);
    const compound =
      isSchema(items) && ("enum" in items || "allOf" in items || alternatives(items).length > 1);
    return compound ? `(${inner})[]` : `${inner}[]`;
  }
  if (isSchema(properties)) {
    const needed = list(schema.required);
    const deeper = `${indent}  `;
    const lines = Object.entries(properties).map(([name, value]) => {
      const words =
        isSchema(value) && typeof value.description === "string" ? `  // ${safe(value.description)}` : "";
      return `${deeper}${safe(name)}${needed.includes(name) ? "" : "?"}: ${typeHtml(value, deeper)}${words}`;
    });
    return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
  }
  if (isSchema(additionalProperties)) return `{ [name]: ${typeHtml(additionalProperties, indent)} }`;
  return typeof type === "string" ? type : "any";
}

const alternatives = ({ anyOf, oneOf }: JsonSchema): unknown[] => list(anyOf ?? oneOf);

const block = (title: string, body: string): string => `<h3>${title}</h3>${body}`;
const code = (text: string): string => `<pre>${safe(text)}</pre>`;

function operationHtml(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const named = parameters.map(
    ({ name, in: place, required, description: words, schema }) =>
      `<dt><code>${safe(name)}</code> <small>${place}${required ? "" : ", optional"}</small></dt><dd><code>${typeHtml(schema)}</code>${words === undefined ? "" : ` ${marked(words).slice(3, -4)}`}</dd>`,
  );
  const taken = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
    type === "application/octet-stream"
      ? "<p>The file.</p>"
      : `<p><code>${type}</code>${type.includes("ndjson") ? ", each line:" : ""}</p><pre>${typeHtml(schema)}</pre>`,
  );
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, reply]) => {
      const content = "content" in reply ? (reply.content ?? {}) : {};
      const [type = "", { schema } = {}] = Object.entries(content)[0] ?? [];
      return schema
        ? `<p>${status} <code>${type}</code></p><pre>${typeHtml(schema)}</pre>`
        : `<p>${status} ${safe(Object.keys(content).join(", ")) || "without a body"}</p>`;
    });
  return `<details id="${operation.operationId}"><summary><b>${method.toUpperCase()}</b><code>${safe(path)}</code><span>${safe(summary)}</span></summary>
${marked(description)}${named.length > 0 ? block("Parameters", `<dl>${named.join("")}</dl>`) : ""}${taken.length > 0 ? block("Body", taken.join("")) : ""}${block("Answer", answers.join(""))}</details>`;
}

let made: { html: string; policy: string } | undefined;

/** @returns the page, and the policy under which it is shown: nothing but its own style */
export function docsPage(): { html: string; policy: string } {
  if (made) return made;
  const { info, tags, paths, components } = apiDocument();
  const sections = tags.map(({ name }) => {
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.tags.includes(name))
        .map(([method, operation]) => operationHtml(path, method, operation)),
    );
    return `<h2 id="${name}">${name}</h2>${operations.join("\n")}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details><summary><code>${name}</code></summary><pre id="schema-${name}">${typeHtml(schema)}</pre></details>`,
  );
  const links = [...tags.map(({ name }) => name), "schemas"].map((name) => `<a href="#${name}">${name}</a>`);
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of Tandem</title><style>${style}</style></head>
<body><main><h1>API of Tandem</h1>
${marked(info.description)}
<p>As a document for programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${"3.1"}). Tokens are made on your <a href="/account">account page</a>.</p>
${code('curl -H "Authorization: Bearer $TANDEM_TOKEN" https://tandem.example.org/api/v1/projects')}
<nav aria-label="Sections">${links.join("")}</nav>
${sections.join("\n")}
<h2 id="schemas">schemas</h2>${schemas.join("\n")}
</main></body></html>
`;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return (made = { html, policy });
}
