import type { Page } from "playwright/test";
import { everyPage, peopleOf } from "../every-page.ts";
import type { Tandem } from "../tandem.ts";

/** Who looks at a page: what an annotator sees is theirs alone, and some pages are for those who are not signed in. */
export type Viewer = "admin" | "Anna" | "nobody";

export type Place = {
  as: Viewer;
  path: string;
  /** what is done there before the picture is taken, and a word for it */
  act?: { word: string; do: (page: Page) => Promise<void> };
};

const as =
  (viewer: Viewer) =>
  (path: string): Place => ({ as: viewer, path });

const opened = (path: string, name: string): Place => ({
  as: "Anna",
  path,
  act: {
    word: name,
    do: async (page) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
});

/** What a newcomer finds, and what there is to a project of pictures alone. */
export const bare: Place[] = [
  as("nobody")("/signin"),
  as("Anna")("/annotate"),
  ...["/research", "/admin", "/admin/new", "/admin/people", "/admin/audit", "/admin/encoders"].map(
    as("admin"),
  ),
];
export const fresh: Place[] = [
  as("Anna")("/annotate/fresh"),
  ...["", "/items", "/study", "/exports"].map((page) => as("admin")(`/research/fresh${page}`)),
  ...[
    "",
    "/runs",
    "/runs/train",
    "/runs/panel",
    "/data",
    "/data/table",
    "/review",
    "/settings",
    "/people",
    "/activity",
  ].map((page) => as("admin")(`/admin/projects/fresh${page}`)),
];

/** Everything, in a project in which people have worked. @param links to join, and to choose a password */
export function full(tandem: Tandem, links: { join: string; password: string }): Place[] {
  const labelling = "/annotate/shapes";
  const isOwn = (path: string) => path.startsWith("/annotate");
  return [
    ...[
      `/join/${links.join}`,
      "/join/no-such-invitation",
      `/password/${links.password}`,
      "/password/no-such-link",
    ].map(as("nobody")),
    ...[
      "/annotate",
      labelling,
      `${labelling}/grid`,
      "/annotate/breeds",
      "/annotate/resting",
      "/admin",
      "/account",
    ].map(as("Anna")),
    ...["Help", "Settings", "Flag"].map((name) => opened(labelling, name)),
    ...[
      ...everyPage.filter((path) => !isOwn(path) && !/^\/(join|password)\//.test(path)),
      ...peopleOf(tandem, "shapes"),
    ].map(as("admin")),
  ];
}

/** Practice, once it is switched on: before it, in it, and after an answer. */
export const practice: Place[] = [
  { as: "Anna", path: "/annotate/shapes" },
  { as: "Anna", path: "/annotate/shapes", act: { word: "begun", do: begin } },
  {
    as: "Anna",
    path: "/annotate/shapes",
    act: {
      word: "answered",
      do: async (page) => {
        await begin(page);
        await page.keyboard.press("1");
        await page.getByTestId("feedback").waitFor();
      },
    },
  },
];

async function begin(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: /^(Begin practice|Go on)$/ });
  const stage = page.locator("[data-testid=stage] img");
  await button.or(stage).first().waitFor();
  if (await button.isVisible()) await button.click();
  const start = page.getByRole("button", { name: "Start", exact: true });
  await start.or(stage).first().waitFor();
  if (await start.isVisible()) await start.click();
  await stage.waitFor();
}
