/** A watch page: it listens for news of its project and asks for the team when there are any. */
export function watch(origin: URL, cookie: string, slug: string): { stop(): void; told(): number } {
  const ended = new AbortController();
  let n = 0;
  const { signal } = ended;
  async function follow(): Promise<void> {
    const live = await fetch(new URL(`/api/live?project=${slug}`, origin), { headers: { cookie }, signal });
    for await (const news of live.body ?? []) {
      n += Number(news.length > 0);
      const team = await fetch(new URL(`/api/projects/${slug}/team`, origin), {
        headers: { cookie },
        signal,
      });
      await team.arrayBuffer();
    }
  }
  follow().catch((error: unknown) => {
    if (!signal.aborted) console.error(error);
  });
  return { stop: () => ended.abort(), told: () => n };
}
