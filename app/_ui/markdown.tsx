import type { ReactNode } from "react";
import { compiler } from "markdown-to-jsx/react";

/**
 * Text that an admin wrote in Markdown, as elements: HTML in it stays text, pictures are left out (they would be
 * fetched from elsewhere), and a link leads away in a tab of its own or nowhere. Headings begin below the page's.
 */
export const Markdown = ({ text }: { text: string }): ReactNode =>
  compiler(text, {
    disableParsingRawHTML: true,
    forceBlock: true,
    overrides: {
      a: { component: SafeLink },
      img: { component: () => null },
      ...Object.fromEntries(["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => [tag, { component: Heading }])),
    },
  });

const Heading = ({ children }: { children?: ReactNode }) => <h3>{children}</h3>;

function SafeLink({ href, children }: { href?: string; children?: ReactNode }) {
  return href !== undefined && /^(https?:\/\/|mailto:)/i.test(href) ? (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ) : (
    <>{children}</>
  );
}
