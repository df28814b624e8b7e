/** @type {import("next").NextConfig} */
const config = {
  serverExternalPackages: ["better-sqlite3", "sharp", "onnxruntime-node", "pino", "@tensorflow/tfjs"],
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true }, // `npm test` checks types; a build on the user's machine need not
};

export default config;
