import { expect, type Page } from "playwright/test";
import { axe } from "./axe.ts";

/** Clean in light and dark, at a desk and on a phone; photographed where somebody wants to look. */
export async function looked(page: Page, name: string): Promise<void> {
  for (const [size, width] of [
    ["desk", 1280],
    ["phone", 390],
  ] as const)
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      // colours change by and by; what goes from the page meanwhile ends its change
      await page.evaluate(() =>
        Promise.allSettled(
          document
            .getAnimations()
            .filter((animation) => animation instanceof CSSTransition)
            .map(({ finished }) => finished),
        ),
      );
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-${size}-${scheme}.png`, fullPage: true });
      expect(await axe(page), `${name} ${size} ${scheme}`).toEqual([]);
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}
