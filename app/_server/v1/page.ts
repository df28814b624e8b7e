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

const style = `
:root { color-scheme: light dark; --line: light-dark(#d9dde3, #363b44); --soft: light-dark(#5b6472, #a3acba);
  --field: light-dark(#f4f6f8, #1d2127); --accent: light-dark(#2f5bd0, #8fb0ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 6rem; max-width: 56rem; font: 16px/1.55 system-ui, sans-serif;
  background: light-dark(#fff, #14171b); color: light-dark(#1b1f25, #e6e9ee); }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; text-transform: capitalize; }
h3 { font-size: .9rem; margin: 1.25rem 0 .25rem; color: var(--soft); }
a { color: var(--accent); } p { margin: .5rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; }
nav a { text-transform: capitalize; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--field); padding: .75rem 1rem; border-radius: .5rem; white-space: pre-wrap; margin: .25rem 0; }
details { border-top: 1px solid var(--line); padding: .6rem 0; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
summary b { font: 600 .8rem ui-monospace, monospace; min-width: 3.5rem; color: var(--accent); }
summary span { color: var(--soft); }
dl { margin: 0; } dt { margin-top: .5rem; } dd { margin: 0 0 0 1rem; color: var(--soft); }
`;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A schema in the manner of TypeScript: short, and read by everybody. */
function typeText(schema: unknown, indent = ""): string {
  if (!isSchema(schema)) return "any";
  const { $ref, type, properties, items, enum: values, anyOf, oneOf, allOf, additionalProperties } = schema;
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "any";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  const several = list(anyOf ?? oneOf);
  if (several.length > 0) return several.map((each) => typeText(each, indent)).join(" | ");
  if (Array.isArray(allOf)) return allOf.map((each) => typeText(each, indent)).join(" & ");
  if (Array.isArray(schema.prefixItems))
    return `[${schema.prefixItems.map((each) => typeText(each, indent)).join(", ")}]`;
  if (type === "array") {
    const inner = typeText(items, indent);
    return /[|&]/.test(inner) ? `(${inner})[]` : `${inner}[]`;
  }
  if (isSchema(properties)) {
    const needed = list(schema.required);
    const deeper = `${indent}  `;
    const lines = Object.entries(properties).map(([name, value]) => {
      const words =
        isSchema(value) && typeof value.description === "string" ? `  // ${value.description}` : "";
      return `${deeper}${name}${needed.includes(name) ? "" : "?"}: ${typeText(value, deeper)}${words}`;
    });
    return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
  }
  if (isSchema(additionalProperties)) return `{ [name]: ${typeText(additionalProperties, indent)} }`;
  return typeof type === "string" ? type : "any";
}

const block = (title: string, body: string): string => `<h3>${title}</h3>${body}`;
const code = (text: string): string => `<pre>${safe(text)}</pre>`;

function operationHtml(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const named = parameters.map(
    ({ name, in: place, required, description: words, schema }) =>
      `<dt><code>${safe(name)}</code> <small>${place}${required ? "" : ", optional"}</small></dt><dd><code>${safe(typeText(schema))}</code>${words === undefined ? "" : ` ${marked(words).slice(3, -4)}`}</dd>`,
  );
  const taken = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
    type === "application/octet-stream"
      ? "<p>The file.</p>"
      : `<p><code>${type}</code>${type.includes("ndjson") ? ", each line:" : ""}</p>${code(typeText(schema))}`,
  );
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, reply]) => {
      const content = "content" in reply ? (reply.content ?? {}) : {};
      const [type = "", { schema } = {}] = Object.entries(content)[0] ?? [];
      return schema
        ? `<p>${status} <code>${type}</code></p>${code(typeText(schema))}`
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
      `<details id="schema-${name}"><summary><code>${name}</code></summary>${code(typeText(schema))}</details>`,
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
