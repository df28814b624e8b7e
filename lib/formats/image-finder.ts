/** A path as a label table writes it, with "/" between folders and without a leading "./". */
export const cleanPath = (file: string): string => file.replaceAll("\\", "/").replace(/^\.\//, "");

/**
 * Find the image that a label table means: by its exact name, else by the name in another Unicode form
 * (macOS zips) or below the one folder that everything lies in.
 */
export function imageFinder(names: readonly string[]): (file: string) => string | null {
  const exact = new Set(names);
  const root = commonFolder(names);
  let composed: Map<string, string> | null = null;
  return (file) => {
    if (exact.has(file)) return file;
    if (exact.has(root + file)) return root + file;
    composed ??= new Map(names.map((name) => [name.normalize("NFC"), name]));
    const wanted = file.normalize("NFC");
    return composed.get(wanted) ?? composed.get(root.normalize("NFC") + wanted) ?? null;
  };
}

/** The one folder that everything lies in, with "/" behind it; "" where there is none. */
export function commonFolder(names: readonly string[]): string {
  const first = names[0] ?? "";
  let folder = first.slice(0, first.lastIndexOf("/") + 1);
  for (const name of names)
    while (!name.startsWith(folder)) folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return folder;
}
