import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { type Browser, expect, type Page, test } from "playwright/test";
import { axe } from "./axe.ts";
import { type Oidc, startProvider } from "./oidc.ts";
import { makePerson, signIn } from "./session.ts";
import { freePort, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { invite } from "#db/people/invitations.ts";
import { changeUser, findUserByName, listUsers } from "#db/people/users.ts";
import { identities } from "#db/schema.ts";

/** Signing in through a provider that is not ours, in a real browser, from the button to the page behind it. */
const password = "a long enough password";
const people = {
  carla: { email: "Carla@uni.example", email_verified: true, name: "Carla Example" },
  ben: { email: "ben@elsewhere.example", email_verified: true, name: "Ben" },
  dora: { email: "dora@uni.example", email_verified: true, name: "Dora Example" },
  eve: { email: "eve@uni.example", email_verified: false },
  fay: { email: "fay@evil-uni.example", email_verified: true, preferred_username: "admin" },
};

let tandem: Tandem;
let oidc: Oidc;
let port: number;
const data = mkdtempSync(join(tmpdir(), "tandem-sso-"));
test.beforeAll(async () => {
  test.setTimeout(300_000);
  port = await freePort();
  oidc = await startProvider(await freePort(), `http://localhost:${port}`, people);
  tandem = await startTandem({ data, port, env: oidc.environment });
});
test.afterAll(async () => {
  await tandem.stop();
  rmSync(data, { recursive: true, force: true });
});

/** From a page with the button to where the provider sends them, as somebody in a browser of their own. */
async function through(
  page: Page,
  sub: string,
  button: RegExp = /Continue with Example University/,
): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await page.locator("input[name=login]").fill(sub);
  await page.locator("input[name=password]").fill("whatever");
  await page.getByRole("button").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function as(browser: Browser, sub: string, from = "/signin"): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(tandem.url + from);
  await through(page, sub);
  return page;
}

const refused = async (page: Page, reason: string) => {
  await expect(page).toHaveURL(new RegExp(`/signin\\?error=${reason}$`));
  await page.context().close();
};
const names = () => inDatabase(tandem, (db) => listUsers(db).map(({ name }) => name));
const called = (name: string) => inDatabase(tandem, (db) => findUserByName(db, name));
const known = () => inDatabase(tandem, (db) => db.select().from(identities).all());

test("by invitation, by connecting, and by the rule; by an equal name or address never", async ({
  browser,
  page,
}) => {
  test.setTimeout(400_000);
  await page.context().close();
  // nobody knows her
  await refused(await as(browser, "carla"), "uninvited");
  expect(names()).toEqual(["admin"]);
  expect(known()).toEqual([]);

  // an invitation lets her in, once
  const { token } = inDatabase(tandem, (db) =>
    invite(db, { role: "researcher", days: 7, uses: 1 }, null, called("admin")?.id ?? -1, Date.now()),
  );
  const carla = await as(browser, "carla", `/join/${token}`);
  await expect(carla).toHaveURL(/\/research$/);
  expect(called("carla")).toMatchObject({ role: "researcher", displayName: "Carla Example" });
  expect(known()).toMatchObject([{ issuer: oidc.issuer, subject: "carla", label: "carla@uni.example" }]);
  await carla.context().clearCookies();
  await carla.goto(`${tandem.url}/signin`);
  await through(carla, "carla");
  await expect(carla).toHaveURL(/\/research$/);
  await carla.context().close();

  // whoever has a password connects their account, and gives the connection up again
  await makePerson(tandem, "ben", "annotator", password);
  await refused(await as(browser, "ben"), "uninvited"); // an equal name is nobody's account
  const own = await browser.newContext({ bypassCSP: true });
  const ben = await own.newPage();
  await signIn(ben, tandem, "ben", password);
  await ben.goto(`${tandem.url}/account`);
  await ben.getByLabel(/to connect/).fill("not my password");
  await ben.getByRole("button", { name: /Connect Example University/ }).click();
  await expect(ben.getByLabel(/to connect/)).toHaveAttribute("aria-invalid", "true");
  await ben.getByLabel(/to connect/).fill(password);
  await through(ben, "ben", /Connect Example University/);
  await expect(ben.getByText("ben@elsewhere.example", { exact: true }).first()).toBeVisible();
  expect(await axe(ben)).toEqual([]);
  const second = await as(browser, "ben");
  await expect(second).toHaveURL(/\/annotate$/);
  // nobody else's account can take the same connection
  await makePerson(tandem, "mallory", "annotator", password);
  await second.context().clearCookies();
  await signIn(second, tandem, "mallory", password);
  await second.goto(`${tandem.url}/account`);
  await second.getByLabel(/to connect/).fill(password);
  await through(second, "ben", /Connect Example University/);
  await expect(second).toHaveURL(/\/account\?error=taken$/);
  await second.context().close();
  await ben.reload();
  await ben.getByRole("button", { name: /Disconnect/ }).click();
  await ben.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(ben.getByText("ben@elsewhere.example")).toHaveCount(0);
  await refused(await as(browser, "ben"), "uninvited");
  await own.close();

  // who is locked stays out
  inDatabase(tandem, (db) => changeUser(db, called("carla")?.id ?? -1, { disabled: true }, 1, Date.now()));
  await refused(await as(browser, "carla"), "locked");

  // the rule: verified addresses of one domain, and nothing that looks like it
  await tandem.stop();
  const rule = { TANDEM_SSO_ENTRY: "domains", TANDEM_SSO_DOMAINS: "uni.example" };
  tandem = await startTandem({ data, port, env: { ...oidc.environment, ...rule } });
  const dora = await as(browser, "dora");
  await expect(dora).toHaveURL(/\/annotate$/);
  expect(called("dora")).toMatchObject({ role: "annotator", displayName: "Dora Example" });
  await dora.context().close();
  await refused(await as(browser, "eve"), "uninvited");
  await refused(await as(browser, "fay"), "uninvited");
  expect(
    inDatabase(tandem, (db) => db.select().from(identities).where(eq(identities.subject, "fay")).all()),
  ).toEqual([]);

  // a provider that is away: a sentence, and the password works all the same
  await oidc.stop();
  const phone = { viewport: { width: 390, height: 844 }, colorScheme: "dark", bypassCSP: true } as const;
  const away = await (await browser.newContext(phone)).newPage();
  await away.goto(`${tandem.url}/signin`);
  await away.getByRole("button", { name: /Continue with/ }).click();
  await expect(away).toHaveURL(/\/signin\?.*error=OAuthSignin/);
  await expect(away.getByRole("alert").first()).toBeVisible();
  expect(await axe(away)).toEqual([]);
  await signIn(away, tandem, "ben", password);
});
