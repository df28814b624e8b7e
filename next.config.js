const dev = process.env.NODE_ENV === "development";

/** Only this site's own code, pictures and answers. Next's inline boot script and the theme script need 'unsafe-inline'. */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** @type {import("next").NextConfig} */
const config = {
  distDir: process.env.TANDEM_DIST ?? ".next",
  serverExternalPackages: [
    "better-sqlite3",
    "sharp",
    "onnxruntime-node",
    "pino",
    "prom-client",
    "@tensorflow/tfjs",
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  htmlLimitedBots: /.*/, // a page arrives with its title, which screen readers say first, instead of getting it later
  typescript: { ignoreBuildErrors: true }, // `npm test` checks types; a build on the user's machine need not
  headers: () =>
    Promise.resolve([
      {
        source: "/:path*",
        headers: [
          { key: "Content-Security-Policy", value: contentSecurityPolicy },
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "same-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
        ],
      },
    ]),
};

export default config;
