# One image for every process: `enishi up` (with the embedded PostgreSQL), `web`, `worker`, `migrate`.
FROM python:3.13-slim AS base
RUN pip install --no-cache-dir uv
ENV UV_PROJECT_ENVIRONMENT=/opt/enishi UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /src

# The browser app. Node comes from PyPI, as it does for developers, and stays behind in this stage.
FROM base AS web
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --only-group web --no-install-project --python /usr/local/bin/python3
ENV PATH=/opt/enishi/bin:$PATH
COPY web/package.json web/package-lock.json web/.npmrc web/
RUN cd web && npm ci --no-audit --no-fund --no-progress
COPY web web
RUN cd web && npm run --silent build \
    && node scripts/compress.mjs ../src/enishi/webapp ../src/line_simulator/phone

FROM base AS build
# The dependencies are a layer of their own, which a change of the code leaves as it is.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project --python /usr/local/bin/python3
COPY src src
COPY --from=web /src/src src
RUN uv sync --frozen --no-dev --no-editable --python /usr/local/bin/python3

FROM python:3.13-slim
# PostgreSQL refuses to run as root, and nothing else here needs to.
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin enishi \
    && install -d -o enishi -g enishi -m 0700 /data
COPY --from=build /opt/enishi /opt/enishi
ENV PATH=/opt/enishi/bin:$PATH \
    ENISHI_DATA_DIR=/data \
    ENISHI_HOST=0.0.0.0 \
    ENISHI_LOG_FORMAT=json
USER enishi
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('ENISHI_PORT') or 8000}/readyz\", timeout=2)"]
CMD ["enishi", "up"]
