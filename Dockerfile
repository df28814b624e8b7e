# docker build --build-arg REVISION=$(git rev-parse --short HEAD) -t tandem . && docker run -p 3000:3000 -v tandem-data:/data tandem
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN NEXT_TELEMETRY_DISABLED=1 npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
# Which commit this is, kept with every run: the history itself is not copied.
ARG REVISION
ENV TANDEM_REVISION=$REVISION
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 TANDEM_DATA=/data TANDEM_LOG=stdout
COPY --from=build --chown=node:node /app ./
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
# node itself is process 1's child, so that a stop reaches it.
CMD ["node", "workers/tandem.js", "start"]
