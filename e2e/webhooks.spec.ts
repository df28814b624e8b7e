import { createServer } from "node:http";
import { expect, test } from "playwright/test";
import { Webhook } from "standardwebhooks";
import { webhookMessages, webhooks } from "#db/schema.ts";
import { command, smallDataset } from "./dataset.ts";
import { looked } from "./looked.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** An admin has a program told of what happens in a project, sees what became of it, and takes it back. */
let tandem: Tandem;
const got: { body: string; headers: Record<string, string> }[] = [];
let status = 204;
const receiver = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
    got.push({ body: Buffer.concat(parts).toString(), headers });
    response.writeHead(status).end();
  });
});
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem({ env: { TANDEM_WEBHOOKS_PRIVATE: "1" } });
  const { zip, csv } = await smallDataset({ train: 10, test: 10 });
  command(tandem, "import", "--project", "shapes", "--images", zip, "--labels", csv, "--gold", "truth");
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});
test.afterAll(async () => {
  receiver.close();
  await tandem.stop();
});

test("a webhook is added, tried, read about when its address refuses, and removed", async ({ page }) => {
  const address = receiver.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}/hook`;
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(`${tandem.url}/admin/projects/shapes/settings`);
  const card = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Webhooks", exact: true }) });
  await card.getByRole("button", { name: "New webhook" }).click();

  // Refused: what was typed and chosen stays.
  await card.getByLabel("Address").fill("ftp://example.org/hook");
  await card.getByLabel("aim.reached").uncheck();
  await card.getByRole("button", { name: "Add it" }).click();
  await expect(card.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await expect(card.getByLabel("aim.reached")).not.toBeChecked();
  expect(inDatabase(tandem, (db) => db.select().from(webhooks).all())).toEqual([]);

  await card.getByLabel("Address").fill(url);
  await card.getByRole("button", { name: "Add it" }).click();
  const secret = (await card.getByTestId("secret").textContent()) ?? "";
  await card.getByRole("button", { name: "Hide" }).click();
  await expect(card.getByTestId("secret")).toHaveCount(0);
  expect(inDatabase(tandem, (db) => db.select().from(webhooks).all())).toMatchObject([
    { url, types: ["label.created", "run.finished", "export.ready"], stoppedAt: null },
  ]);

  // A test arrives, and its signature is right by the secret that was shown.
  await card.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => got.length, { timeout: 20_000 }).toBe(1);
  const [first] = got;
  if (!first) throw new Error("nothing came");
  expect(new Webhook(secret).verify(first.body, first.headers)).toMatchObject({ type: "webhook.test" });
  await page.reload();
  await expect(card.getByText("204")).toBeVisible();

  // One that is refused is told, with the next attempt.
  status = 500;
  await card.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => got.length, { timeout: 20_000 }).toBe(2);
  await expect
    .poll(() =>
      inDatabase(tandem, (db) => db.select().from(webhookMessages).all()).map(({ status }) => status),
    )
    .toEqual([204, 500]);
  await page.reload();
  await expect(card.getByText("1 attempt")).toBeVisible();
  await looked(page, "webhooks");

  await card.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(card.getByText(url)).toHaveCount(0);
  expect(inDatabase(tandem, (db) => db.select().from(webhooks).all())).toEqual([]);
});
