import { expect, type Page } from "playwright/test";

/** The picture to be labelled. */
export const picture = (page: Page) => page.locator("[data-testid=stage] img");

/** Everything that was answered has reached the server. */
export const saved = (page: Page) =>
  expect(page.getByTestId("saved")).toHaveText("Saved", { timeout: 60_000 });

/**
 * The picture is on the screen. A key before that answers nothing (it was meant for the picture
 * before), and a person would not press one either.
 */
export async function painted(page: Page): Promise<void> {
  await expect(picture(page)).toBeVisible();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
      }),
  );
}

/** Press a key and wait for another picture. */
export async function answer(page: Page, key: string): Promise<void> {
  await painted(page);
  const before = await picture(page).getAttribute("src");
  await page.keyboard.press(key);
  await expect(picture(page)).not.toHaveAttribute("src", before ?? "");
}
