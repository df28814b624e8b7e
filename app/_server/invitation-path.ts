const path = /^\/join\/([A-Za-z0-9_-]{43})(?:\/in)?$/;

/** The invitation that an address of this site is. @returns its token; null for every other address */
export const invitationIn = (pathname: string): string | null => path.exec(pathname)?.[1] ?? null;
