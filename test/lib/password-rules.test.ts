import { expect, test } from "vitest";
import { passwordProblem } from "#lib/password-rules.ts";

const anna = { name: "anna.schmidt", displayName: "Anna Schmidt" };

test.each([
  ["too short", "x7$Gq!2pz"],
  ["one of the most common", "1234567890"],
  ["a keyboard's row", "qwertyuiop"],
  ["a common one with an ending", "Password2024!"],
  ["one repeated character", "aaaaaaaaaa"],
  ["a repeated piece", "abcabcabcabc"],
  ["a run", "abcdefghijkl"],
  ["a run backwards", "9876543210"],
  ["their sign-in name", "anna.schmidt"],
  ["their name with a digit", "AnnaSchmidt1"],
  ["their name the other way round", "schmidt-anna"],
  ["the product", "tandemtandem"],
  ["the product with a sign between", "tandem-tandem"],
  ["a common one spread out", "pass-word-1234"],
  ["the product with a year", "tandem2026"],
  ["too long", "long enough ".repeat(50)],
])("refused with a sentence: %s", (_, password) => {
  expect(passwordProblem(password, anna)).toMatch(/^[A-Z].*\.$/);
});

test.each([
  "correct horse battery staple",
  "anna likes her tea cold", // may hold a name, must not consist of it
  "yt7Kq!mw2Zp0",
  "%$#)(!?;:+=~a1",
  "мой кот любит рыбу",
  "猫は魚がとても好きですよね",
])("good: %s", (password) => {
  expect(passwordProblem(password, anna)).toBeNull();
});

test("characters are counted as people do, not as code units", () => {
  expect(passwordProblem("🐈🐕🐎🐄🐖", anna)).not.toBeNull();
});

test("the longest password is judged in bounded work", () => {
  // zxcvbn alone needs seconds for this one
  expect(passwordProblem("a1b2c3d4e5".repeat(50), anna)).not.toBeUndefined();
});
