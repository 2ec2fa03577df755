# syntax=docker/dockerfile:1
# The product with its drivers, served on port 8000 by a user who owns nothing.
#   docker build --tag fhir-facade .
#   docker run --publish 8000:8000 --volume ./facade.toml:/etc/facade/facade.toml:ro fhir-facade
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/facade \
    && /opt/facade/bin/pip install --require-hashes -r requirements.lock
COPY LICENSE README.md pyproject.toml ./
COPY adapters ./adapters
COPY facade ./facade
COPY profiles ./profiles
RUN /opt/facade/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/facade/bin/pip install --no-deps --no-index dist/*.whl \
    && /opt/facade/bin/pip uninstall --yes setuptools

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="FHIR facade" \
      org.opencontainers.image.description="A FHIR R4 interface over the databases of existing EHR systems" \
      org.opencontainers.image.licenses="Apache-2.0"
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends odbc-mariadb unixodbc \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/facade --create-home --shell /usr/sbin/nologin facade
COPY --from=build /opt/facade /opt/facade
ENV PATH=/opt/facade/bin:$PATH PYTHONUNBUFFERED=1 FACADE_HOST=0.0.0.0 FACADE_PORT=8000
USER 10001
WORKDIR /var/lib/facade
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['FACADE_PORT']), timeout=3); c.request('GET', '/livez'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["facade"]
CMD ["serve", "--config", "/etc/facade/facade.toml"]
