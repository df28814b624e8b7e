/** @type {import("next").NextConfig} */
const config = {
  distDir: process.env.TANDEM_DIST ?? ".next",
  serverExternalPackages: [
    "@aws-sdk/client-s3",
    "better-sqlite3",
    "sharp",
    "onnxruntime-node",
    "pino",
    "prom-client",
    "@tensorflow/tfjs",
    "@zxcvbn-ts/core",
    "@zxcvbn-ts/language-common",
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  htmlLimitedBots: /.*/, // a page arrives with its title, which screen readers say first, instead of getting it later
  typescript: { ignoreBuildErrors: true }, // `npm test` checks types; a build on the user's machine need not
};

export default config;
