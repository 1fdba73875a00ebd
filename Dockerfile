# Inkling in a container: `docker compose up`, then http://localhost:8000
# The first stage builds one wheel with the page in it; its Node comes as a Python package, so Python is all it needs.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml hatch_build.py README.md ./
COPY scripts/frontend.py scripts/
COPY frontend frontend
COPY backend backend
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
# PyTorch's usual package brings CUDA on x86-64: several GB, and a GPU is used where the host grants one. For a small image that
# uses the processor alone, name PyTorch's index of CPU packages: docker compose build --build-arg TORCH_INDEX=…
ARG TORCH_INDEX=""
COPY constraints.txt /tmp/
RUN pip install --no-cache-dir --constraint /tmp/constraints.txt ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} torch
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --constraint /tmp/constraints.txt /wheels/*.whl && rm -r /wheels

RUN useradd --uid 10001 --create-home inkling && install -d -o inkling -g inkling /data
USER inkling
ENV INKLING_HOST=0.0.0.0 INKLING_PORT=8000 INKLING_HEADLESS=true INKLING_HOME=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["inkling"]
