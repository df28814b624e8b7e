import { expect, test } from "playwright/test";
import { cifarIsHere, importCifar } from "./cifar.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";

/** CIFAR-10N's last 10,000 images, its three annotators, and the thirteen machines of test/fixtures/panel. */
test.skip(!cifarIsHere(), "CIFAR-10N is not beside the project (../shared/data).");

let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  expect(importCifar(tandem, { images: 10_000 })).toBe(10_000);
});
test.afterAll(() => tandem.stop());

test("the study of CIFAR-10N on its pages: published accuracies, thirteen machines, every figure drawn", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, tandem, "admin", adminPassword);

  await page.goto(`${tandem.url}/research/cifar10n/study/accuracy`);
  const block = (title: string) =>
    page.locator("section", { has: page.locator("h2", { hasText: title }) }).last();
  const accuracy = block("Accuracy of each rater");
  await accuracy.getByText("Show the numbers").click();
  for (const [name, share] of [
    ["human1", "82.8 %"],
    ["human2", "82.2 %"],
    ["human3", "83.2 %"],
    ["majority of people", "91.3 %"],
    ["CE", "85.3 %"],
  ] as const)
    await expect(accuracy.getByRole("row", { name: new RegExp(`^${name} `) })).toContainText(share);

  for (const [section, figure] of [
    ["confusion", "Answers where both are wrong"],
    ["difficulty", "Machine confidence"],
    ["matching", "Matching of every two raters"],
    ["teaming", "Team accuracy over η"],
    ["policies", "Accuracy against questions"],
    ["beyond", "Reliability diagram"],
  ] as const) {
    await page.goto(`${tandem.url}/research/cifar10n/study/${section}`);
    await expect(block(figure).locator("figure svg").first()).toBeVisible({ timeout: 60_000 });
  }
  await page.goto(`${tandem.url}/research/cifar10n/study/tests`);
  await expect(
    page.getByText("machines resemble each other more than they resemble people holds"),
  ).toBeVisible({
    timeout: 60_000,
  });
  expect(complaints).toEqual([]);
});
