# docker build --build-arg REVISION=$(git rev-parse --short HEAD) -t tandem .
# docker run -p 127.0.0.1:3000:3000 -v tandem-data:/data tandem
# Pages and workers as services of their own: deploy/compose.yaml. Podman keeps the health check with --format docker.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY . .
RUN NEXT_TELEMETRY_DISABLED=1 npm run build
# What only a build needs, binaries of other systems, and the Node of npm: the image has its own.
RUN rm -rf .next/cache node_modules/@next/swc-* node_modules/node-* node_modules/.bin/node \
    node_modules/lightningcss* node_modules/@tailwindcss/oxide-* \
  && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
    ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} + \
  && find node_modules -name '*.map' -type f -delete

FROM ${NODE_IMAGE}
WORKDIR /app
# Debian packages to add: libvulkan1 for a graphics card (docs/hardware.md).
ARG PACKAGES
RUN if [ -n "$PACKAGES" ]; then \
    apt-get update && apt-get install -y --no-install-recommends $PACKAGES && rm -rf /var/lib/apt/lists/*; fi
# Its own account, by number, so that an orchestrator can see that it is not root; the code is not its to change.
RUN mkdir /data && chown 1000:1000 /data
COPY --from=build /app ./
# Which commit this is, kept with every run: the history itself is not copied.
ARG REVISION
ENV TANDEM_REVISION=$REVISION
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 TANDEM_DATA=/data TANDEM_LOG=stdout \
  NODE_COMPILE_CACHE=/tmp/tandem
# The pages are newer than what they were built from, whatever times copying has left.
RUN touch .next/BUILD_ID
VOLUME /data
USER 1000:1000
EXPOSE 3000
# A large database may be brought up to date first.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# Node itself, no shell before it, so that a stop reaches it.
CMD ["node", "workers/tandem.js", "start"]
