import { expect, type Locator, type Page } from "playwright/test";
import { z } from "zod";

/** A page as somebody has it who uses no mouse, and who hears instead of seeing. */

/** Keep what the page's live regions say from its start on: only in a region that was there before is it read out. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const regions = '[role="status"], [role="alert"], [aria-live]:not([aria-live="off"])';
    new MutationObserver((changes) => {
      const changed = new Set<Element>();
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest(regions);
        if (region) changed.add(region);
      }
      for (const region of changed) {
        const text = region.textContent.trim();
        if (text !== "") heard.push(text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

const texts = z.array(z.string());

/** What was said since the last time that somebody asked. */
async function since(page: Page): Promise<string[]> {
  return texts.parse(
    await page.evaluate((): unknown => {
      const heard: unknown = Reflect.get(window, "heard");
      return Array.isArray(heard) ? heard.splice(0) : [];
    }),
  );
}

/** Live regions say each of these, sooner or later. What they say after the first of these is kept for the next question. */
export async function hears(page: Page, ...wanted: string[]): Promise<void> {
  const all: string[] = [];
  const isWanted = (text: string) => wanted.some((words) => text.includes(words));
  await expect
    .poll(
      async () => {
        all.push(...(await since(page)));
        return wanted.filter((words) => !all.some((text) => text.includes(words)));
      },
      { message: `live regions say ${wanted.join(", ")}` },
    )
    .toEqual([]);
  const later = all.slice(all.findIndex(isWanted) + 1).filter((text) => !isWanted(text));
  await page.evaluate((kept) => {
    const heard: unknown = Reflect.get(window, "heard");
    if (Array.isArray(heard)) heard.unshift(...kept);
  }, later);
}

/** The focus is on something: whoever presses Tab goes on from where they are. */
export async function hasFocus(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.tagName ?? "nothing"), {
      message: "the focus is lost",
    })
    .not.toMatch(/^(BODY|nothing)$/);
}

/** Tab on, or back, until something has the focus. */
export async function tabTo(page: Page, wanted: Locator, { back = false } = {}): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  throw new Error(`Tab never comes to ${String(wanted)}`);
}
