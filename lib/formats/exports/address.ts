/**
 * Where people find a project, for the metadata of its exports.
 * @param server its address; without one, a name that means nothing elsewhere
 */
export const projectAddress = (server: string | undefined, slug: string): string =>
  server && URL.canParse(server)
    ? new URL(`/research/${slug}`, server).href
    : `urn:tandem:project:${encodeURIComponent(slug)}`;
