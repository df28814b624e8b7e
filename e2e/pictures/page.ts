import type { Browser, Page } from "playwright/test";
import { signIn } from "../session.ts";
import { adminPassword, type Tandem } from "../tandem.ts";
import { eventually } from "../wait.ts";

export const password = "a long enough password";

/** Signed in (or not, without a name), in light colours, without movement. */
export async function openPage(
  browser: Browser,
  tandem: Tandem,
  name: string | null,
  size: [number, number],
  touch = false,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: size[0], height: size[1] },
    deviceScaleFactor: 2,
    ...(touch && { hasTouch: true, isMobile: true }),
    colorScheme: "light",
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  if (name !== null) await signIn(page, tandem, name, name === "admin" ? adminPassword : password);
  return page;
}

/** The page has stopped changing: nothing is computed any more, fonts are there, two looks are alike. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.getByText("Computing…").first().waitFor({ state: "detached", timeout: 300_000 });
  let before = "";
  await eventually(async () => {
    const now = await page.locator("main").innerText();
    const same = now === before;
    before = now;
    return same || null;
  }, 60_000);
}
