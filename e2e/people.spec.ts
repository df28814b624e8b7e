import { expect, type Page, test } from "playwright/test";
import { trainedTandem } from "./dataset.ts";
import { makePerson, signIn } from "./session.ts";
import { adminPassword, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { projectAndMembership } from "#db/people/members.ts";
import { findUserByName } from "#db/people/users.ts";

/** Members of a project, invitations, and what follows for who may see and answer what. */
const password = "a long enough password";
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await trainedTandem({ train: 60, test: 40 });
});
test.afterAll(() => tandem.stop());

const membership = (name: string) =>
  inDatabase(tandem, (db) => {
    const user = findUserByName(db, name);
    return user && projectAndMembership(db, "shapes", user.id)?.membership;
  });

const people = "/admin/projects/shapes/people";

/** The link that a form has just made. */
async function made(page: Page): Promise<string> {
  const link = page.getByTestId("link");
  await expect(link).toBeVisible();
  return (await link.textContent()) ?? "";
}

async function inviteTo(page: Page, role: string, uses: string): Promise<string> {
  await page.goto(tandem.url + people);
  await page.getByLabel("Role in the project").selectOption(role);
  await page.getByLabel("For people").fill(uses);
  await page.getByRole("button", { name: "Make a link" }).click();
  return made(page);
}

test("a project is kept to its members; who is invited joins on a phone and labels at once; the link ends", async ({
  page,
  browser,
}) => {
  await makePerson(tandem, "outside", "annotator", password);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(tandem.url + people);
  await page.getByRole("button", { name: "Members only" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Members only" }).click();
  await expect(page.getByRole("button", { name: "Open to everybody" })).toBeVisible();
  const link = await inviteTo(page, "annotator", "2");
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: /Copied|Selected/ })).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("link")).toHaveCount(0);

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const guest = await phone.newPage();
  await guest.goto(link);
  await expect(guest.getByRole("heading", { level: 1 })).toContainText("shapes");
  const wide = () => guest.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await wide()).toBeLessThanOrEqual(0);
  await guest.getByLabel("Full name").fill("Nora Example");
  await guest.getByLabel("Sign-in name").fill("admin");
  await guest.getByLabel("Password", { exact: true }).fill(password);
  await guest.getByRole("button", { name: "Accept and sign in" }).click();
  await expect(guest.getByLabel("Sign-in name")).toHaveAttribute("aria-invalid", "true");
  await expect(guest.getByLabel("Full name")).toHaveValue("Nora Example");
  await guest.getByLabel("Sign-in name").fill("nora");
  await guest.getByRole("button", { name: "Accept and sign in" }).click();
  await expect(guest).toHaveURL(/\/annotate\?joined=shapes$/);
  await guest.getByRole("link", { name: /shapes/ }).click();
  await expect(guest.getByTestId("stage").locator("img")).toBeVisible();
  expect(membership("nora")).toEqual({ role: "annotator", annotates: false });
  await phone.close();

  // somebody with an account signs in on the way, and joins with it
  const other = await browser.newContext();
  const outside = await other.newPage();
  await signIn(outside, tandem, "outside", password);
  expect((await outside.goto(`${tandem.url}/annotate/shapes`))?.status()).toBe(404);
  await outside.context().clearCookies();
  await outside.goto(link);
  await outside.getByRole("link", { name: "I have an account" }).click();
  await outside.getByLabel("Name", { exact: true }).fill("outside");
  await outside.getByLabel("Password").fill(password);
  await outside.getByRole("button", { name: "Sign in" }).click();
  await outside.getByRole("button", { name: "Join as outside" }).click();
  await expect(outside).toHaveURL(/\/annotate\?joined=shapes$/);
  expect((await outside.goto(link))?.status()).toBe(404);
  await expect(outside.getByRole("heading", { name: "This invitation is no longer good" })).toBeVisible();
  await other.close();

  // a link that is taken back lets nobody in
  const second = await inviteTo(page, "researcher", "1");
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByRole("button", { name: /^Take back/ })).toHaveCount(0);
  expect((await page.goto(second))?.status()).toBe(404);
});

test("an annotator who is admin of one project runs it, and sees nothing of the rest of the house", async ({
  page,
  browser,
}) => {
  await makePerson(tandem, "chief", "annotator", password);
  await signIn(page, tandem, "admin", adminPassword);
  await page.goto(tandem.url + people);
  await page.getByLabel("Sign-in name").fill("chief");
  await page.getByLabel("Role here").selectOption("admin");
  await page.getByRole("button", { name: "Add member" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "chief" })).toBeVisible();

  const context = await browser.newContext();
  const chief = await context.newPage();
  await signIn(chief, tandem, "chief", password);
  await expect(chief).toHaveURL(`${tandem.url}/admin`);
  await expect(chief.getByRole("link", { name: "New project" })).toHaveCount(0);
  for (const path of ["/admin/people", "/admin/system", "/admin/audit", "/admin/new", "/admin/encoders"])
    expect((await chief.goto(tandem.url + path))?.status(), path).toBe(404);
  await chief.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await chief.getByLabel("Instructions").fill("Look at the outline.");
  await chief.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect
    .poll(() => inDatabase(tandem, (db) => findProject(db, "shapes"))?.instructions)
    .toBe("Look at the outline.");
  await inviteTo(chief, "annotator", "1");

  // they see gold, so they are not asked; they can decide otherwise, and it is written down
  await chief.goto(`${tandem.url}/annotate/shapes`);
  await expect(chief).toHaveURL(/\/annotate\?sighted=shapes$/);
  await chief.getByRole("button", { name: /^Annotate all the same/ }).click();
  await chief.getByRole("dialog").getByRole("button", { name: "Annotate", exact: true }).click();
  await expect(chief).toHaveURL(`${tandem.url}/annotate/shapes`);
  expect(membership("chief")).toEqual({ role: "admin", annotates: true });
  await page.goto(`${tandem.url}/admin/projects/shapes/activity`);
  await expect(page.getByText(/who answers although they see gold/)).toBeVisible();
  await context.close();
});
