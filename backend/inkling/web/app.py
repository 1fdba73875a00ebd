"""The application: pages, HTTP interface, socket."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from inkling import __version__
from inkling.datasets._base import Folders, registry
from inkling.experiment.experiment import AnyLoss, Augment, DataSettings, Experiment, TrainingSettings
from inkling.experiment.presets import presets
from inkling.losses._arithmetic import LossCurve
from inkling.losses._base import registry as losses
from inkling.net import NetSpec, Report
from inkling.rooms.codes import is_code
from inkling.rooms.hub import Hub
from inkling.rooms.limits import limits
from inkling.runs.engine import Engine
from inkling.settings import Settings
from inkling.store.archive import SCRATCH, Archive
from inkling.tasks._base import task_of
from inkling.tasks.judging import judge
from inkling.web import photographs, socket
from inkling.web.catalog import catalog
from inkling.web.guard import Guard
from inkling.web.hosts import LOCAL_NAMES, is_here, others_address, read_origin, room_link
from inkling.web.invitation import qr_rows
from inkling.web.metrics import CONTENT_TYPE, metrics
from inkling.web.refusals import Warnings, between

log = logging.getLogger("inkling.web")

STATIC = Path(__file__).parent / "static"
FIRST_PRESET = "two-block"
SECONDS_BETWEEN_TICKS = 1
SECONDS_TO_END = 1.5
"""At the end so long is waited for the children, and again for the disk."""


class RoomLink(BaseModel):
    """Where others find a room."""

    link: str | None
    """None: only this machine can open the page."""
    qr: list[str]
    """The link as a QR code: rows of "1" (dark) and "0"."""


class ReachProblem(BaseModel):
    """Whether a page and this server understand each other."""

    problem: str
    """What is wrong between them, and which setting is missing; "": nothing is."""


class Pages(StaticFiles):
    """The built page's files. A socket that asks for one is turned away."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008, "reason": "There is no socket here."})
        return await super().__call__(scope, receive, send)


async def _keep(hub: Hub) -> None:
    """Let time pass in the house."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_TICKS)
        try:
            hub.tick()
        except Exception:
            log.exception("What time brings could not be done")


async def _make_ready(home: Path) -> None:
    """Write the embedded digits where they are not written yet: a few seconds, once. Where it fails, each run does it."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "inkling.datasets", str(home))
    await child.wait()


async def farewell(app: FastAPI) -> None:
    """The server is about to end: see `Hub.close`."""
    hub: Hub | None = getattr(app.state, "hub", None)
    if hub is not None:
        try:
            await hub.close()
        except Exception:
            log.exception("Not everything could be brought to rest")


def first_experiment() -> Experiment:
    """What a newcomer sees: the lecture's small convolutional net on the embedded digits."""
    preset = next(preset for preset in presets() if preset.name == FIRST_PRESET)
    return Experiment(net=preset.net, training=preset.training, data=DataSettings(augment=preset.augment or Augment()))


def create_app(settings: Settings, key: str | None = None, found: Callable[[str], None] | None = None) -> FastAPI:
    """The application with these settings. Its rooms live as long as it does.

    Args:
        settings: all that can be set.
        key: of the house room's presenter, for where that is somebody at another machine; None: nobody has one.
        found: told, each time the page is opened through a proxy, under which address others find it.
    """
    folders = Folders(settings.home, (settings.datasets,) if settings.datasets else ())
    datasets = registry()
    refused: Counter[str] = Counter()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        archive = Archive(settings.home, most=settings.kept_megabytes * 1_000_000)
        kept = await asyncio.to_thread(archive.open)
        await _make_ready(settings.home)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH))
        archive.note_scratch(scratch)
        engine: Engine | None = None

        def make_engine(notify: Any) -> Engine:
            nonlocal engine
            engine = Engine(
                folders,
                scratch,
                notify,
                nice=settings.nice,
                device=settings.device,
                threads=settings.threads or None,
                waiting=settings.waiting_trainers,
                picture_share=settings.picture_share,
                keep_every=settings.snapshot_seconds if archive.keeps else None,
            )
            engine.start()
            return engine

        hub = app.state.hub = Hub(
            settings,
            folders,
            datasets,
            first_experiment(),
            make_engine,
            key=key,
            refused=refused,
            keeping=archive,
            kept=kept,
        )
        keeping = asyncio.create_task(_keep(hub))
        try:
            yield
        finally:
            keeping.cancel()
            hub.downloads.close()
            if engine is not None:
                engine.close(SECONDS_TO_END)
            archive.close(SECONDS_TO_END)
            shutil.rmtree(scratch, ignore_errors=True)

    app = FastAPI(
        title="Inkling",
        version=__version__,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        # Without the input: it may hold Infinity, which JSON can't say, and megabytes.
        places = [{key: each[key] for key in ("type", "loc", "msg")} for each in error.errors()]
        return JSONResponse({"detail": jsonable_encoder(places)}, 422)

    offer = catalog(datasets).told()

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Answers when the server serves."""
        return {"status": "ok", "version": __version__}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """Answers 200 when nets can be trained and looked at, else 503 with the reasons; and says what is not kept."""
        hub = app.state.hub
        problems = hub.problems()
        status = "not ready" if problems else "ready"
        return JSONResponse({"status": status, "problems": problems, "warnings": hub.warnings()}, 503 if problems else 200)

    @app.get("/metrics", response_class=Response)
    async def get_metrics() -> Response:
        """What is counted, for Prometheus: rooms, viewers, frames, steps a second, what was refused."""
        return Response(metrics(app.state.hub.tally()), media_type=CONTENT_TYPE)

    @app.get("/api/catalog")
    async def get_catalog() -> JSONResponse:
        """Layer types, presets, data sets and training settings, each with its JSON Schema."""
        return JSONResponse(offer)

    @app.post("/api/nets/check")
    def check_net(net: NetSpec, dataset: str | None = None, loss: str | None = None) -> Report:
        """Every problem of a net, and what each layer gives and costs; with `dataset`: as one that learns from it, by `loss`,
        the name of one in torch.nn, or by the usual one of its task.

        Malformed input: 422 with the place. 404: there is no such data set, or no such loss.
        """
        chosen = None if dataset is None else datasets.get(dataset)
        if dataset is not None and chosen is None:
            raise HTTPException(404, "There is no such data set.")
        if loss is not None and loss not in losses():
            raise HTTPException(404, "There is no such loss.")
        usual = next(iter(task_of(chosen).losses() if chosen else losses()))
        training = TrainingSettings.model_validate({"loss": {"type": loss or usual}})
        return judge(net, chosen, training, limits(settings))

    @app.post("/api/losses/curve")
    def loss_curve(loss: AnyLoss) -> LossCurve:
        """The picture of a loss with these arguments. Malformed input, or one out of bounds: 422 with the place."""
        return loss.curve()

    @app.get("/api/rooms/{code}/link")
    async def link(request: Request, code: str) -> RoomLink:
        """Where others find the room with this code, whether there is one or not; 404 for what can't be a code."""
        if not is_code(code):
            raise HTTPException(404, "This is no room's code.")
        found = room_link(request.scope, settings, code)
        return RoomLink(link=found, qr=qr_rows(found) if found else [])

    warnings = Warnings()

    @app.get("/api/reach")
    async def reach(request: Request, page: str = "") -> ReachProblem:
        """What a page that gets no socket asks: is it the address? `page`: the origin it has itself, "https://name:port"."""
        own = read_origin(page)
        problem = between(own, request.scope, settings, LOCAL_NAMES | settings.host_names) if own else ""
        if problem:
            warnings.say(problem)
        return ReachProblem(problem=problem)

    app.include_router(photographs.router)

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await socket.serve(websocket, app.state.hub, here=is_here(websocket.scope, settings))

    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> Response:
        index = STATIC / "index.html"
        address = others_address(request.scope, settings) if found and settings.proxy else None
        if found and address:
            found(address)
        if not index.is_file():
            return Response("The page has not been built yet. Run: make install", 503, media_type="text/plain")
        return FileResponse(index, headers={"cache-control": "no-cache"})

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return RedirectResponse("docs.html")

    app.mount("/", Pages(directory=STATIC, check_dir=False), name="static")
    app.add_middleware(Guard, settings=settings, routes=app.routes, refused=refused, warnings=warnings)
    return app
