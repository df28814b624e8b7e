import { expect, test } from "vitest";
import { deviceWords } from "#lib/device-words.ts";

test.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0", "Firefox on Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari on iOS",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  ["", "Unknown device"],
  ["<script>", "Unknown browser"],
])("%s", (userAgent, words) => {
  expect(deviceWords(userAgent)).toBe(words);
});

test("whatever a browser calls itself, it stays short", () => {
  expect(deviceWords(`${"x".repeat(5000)}/1.0 `).length).toBeLessThanOrEqual(60);
});
