import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright/test";

/** The browser without its windows comes first: the same pages for a quarter less of the processor. */
const usualPlaces = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const debians = "chromium-headless-shell";

/** A Chromium that is on this machine; null when there is none. */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : null;
  return [chromium.executablePath(), ...usualPlaces].find((path) => existsSync(path)) ?? null;
}

/**
 * Find a Chromium, or install one: Playwright's own download first, then Debian's package.
 * @throws Error with what to do by hand when neither works
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  console.log("No Chromium found; trying Playwright's download …");
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
  const downloaded = findChromium();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log("Playwright's download did not work; installing Debian's …");
    spawnSync("apt-get", ["update"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", debians], { stdio: "inherit" });
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    `The end-to-end tests need a Chromium. Install one (Debian: apt-get install ${debians}) or set CHROMIUM_PATH to it.`,
  );
}
