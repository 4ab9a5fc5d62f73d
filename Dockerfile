# Both can be another Node image, by name or digest: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:...
# RUNTIME_IMAGE needs nothing but node: --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=${NODE_IMAGE}

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY tools/bundle.ts tools/compile.ts tools/fetch-classes.ts tools/no-http2.ts ./tools/
COPY src ./src
RUN npm run build && mkdir /state

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What is in it is written down (SBOM). TypeScript and source maps are more than half of it and are read by nobody.
RUN npm ci --omit=dev \
  && npm pkg delete devDependencies && npm sbom --sbom-format=cyclonedx >sbom.cdx.json \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.2.0
ARG REVISION=unknown
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="webex-exporter" \
  org.opencontainers.image.description="Prometheus and OpenTelemetry exporter for Webex meeting analytics" \
  org.opencontainers.image.source="https://github.com/webex-exporter/webex-exporter" \
  org.opencontainers.image.documentation="https://github.com/webex-exporter/webex-exporter/blob/main/README.md" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.vendor="webex-exporter" \
  org.opencontainers.image.base.name="${RUNTIME_IMAGE}" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
# /nodejs/bin is where distroless images have node. More arenas of malloc would keep what threads have freed.
ENV NODE_ENV=production \
  MALLOC_ARENA_MAX=2 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/nodejs/bin \
  WEBEX_EXPORTER_REVISION="${REVISION}"
WORKDIR /app
COPY LICENSE ./
COPY --from=dependencies /app/sbom.cdx.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Read for the version.
COPY package.json ./
# A named volume mounted here begins as a copy of it, owner included: WEBEX_STATE_DIR=/var/lib/webex-exporter/state
COPY --from=build --chown=10001:10001 /state /var/lib/webex-exporter
USER 10001:10001
EXPOSE 10054
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "/app/dist/main.js", "health", "--of-process=1"]
# No shell in between: SIGTERM reaches node, which stops within a second or two.
ENTRYPOINT ["node", "/app/dist/main.js"]
