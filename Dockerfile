# The collector with its interface, without Electron: docs/install.md. Node 24, as package.json asks for.
FROM node:24-slim AS build
WORKDIR /src
# The lockfile first: a change of the program does not fetch its packages again.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
LABEL org.opencontainers.image.title="Gateway EMS" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /opt/gateway-ems
COPY --from=build /src/package.json /src/LICENSE ./
COPY --from=build /src/node_modules node_modules
COPY --from=build /src/out out
# The template, examples and meter profiles; config.ini lies in a volume.
COPY --from=build /src/config config

# As with the earlier gateway: /app/config and /app/log. The journal is in /app/data.
WORKDIR /app
RUN mkdir config data log && chown node:node config data log && usermod --append --groups dialout node
USER node
VOLUME ["/app/config", "/app/data", "/app/log"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is what the signals reach; a shell or npm would keep them to itself.
ENTRYPOINT ["node", "/opt/gateway-ems/out/main/headless.js"]
CMD ["run", "--serve", "127.0.0.1:8080"]
