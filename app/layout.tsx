import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { themeScript } from "./_ui/theme.ts";

export const metadata: Metadata = {
  title: { default: "Tandem", template: "%s · Tandem" },
  description: "People and image classifiers label a dataset together.",
  robots: { index: false, follow: false },
};
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f7" },
    { media: "(prefers-color-scheme: dark)", color: "#171513" },
  ],
};

export default async function Layout({ children }: { children: ReactNode }) {
  // Asking for it also keeps every page from being built ahead, when there is no nonce for its scripts yet.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* A browser hides a nonce from the page once it has read it: the attribute is never the one that was sent. */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
