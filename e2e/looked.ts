import { expect, type Page } from "playwright/test";
import { axe } from "./axe.ts";

/** Colours change by and by, and where nothing is drawn (a closed box, an idle window) they never end by themselves. */
export function endTransitions(): void {
  // what inherits a colour begins to change when that has changed
  for (let round = 0; round < 10; round++)
    for (const animation of document.getAnimations())
      if (animation instanceof CSSTransition) animation.finish();
}

/** Clean in light and dark, at a desk and on a phone; photographed where somebody wants to look. */
export async function looked(page: Page, name: string): Promise<void> {
  for (const [size, width] of [
    ["desk", 1280],
    ["phone", 390],
  ] as const)
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate(endTransitions);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-${size}-${scheme}.png`, fullPage: true });
      expect(await axe(page), `${name} ${size} ${scheme}`).toEqual([]);
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}
