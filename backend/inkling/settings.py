"""Every INKLING_* setting, with its default and what it does."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this server runs. A setting comes from the command line, else from INKLING_… in the environment, else from here."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(
        8000,
        ge=0,
        le=65535,
        description="The port to listen on. 0: any free one. Where 8000 was not asked for and is taken, the next free one.",
    )
    lan: bool | None = Field(
        None,
        description="Others may come: listen on all addresses, and print the one to share. Default: where `INKLING_HOST` is "
        "not this machine's own to itself, or a proxy is in front.",
    )
    hosts: str | None = Field(
        None,
        description="Further names and addresses the page is opened under, commas between: `ink.example.org,192.168.1.20`. "
        "Others are sent to the first, which may be a whole address: `https://ink.example.org:8443/ink/`.",
    )
    proxy: bool = Field(
        False,
        description="A proxy is in front, and says in `X-Forwarded-Host` and `X-Forwarded-Proto`, and where it has them in "
        "`X-Forwarded-Port` and `X-Forwarded-Prefix`, what was asked for. Nobody can set them past it.",
    )
    headless: bool = Field(False, description="Do not open a browser.")
    home: Path = Field(
        default_factory=lambda: user_data_path("inkling", appauthor=False),
        description="The folder for all that Inkling keeps: rooms, trainings, data sets. Default: the platform's user-data "
        "folder.",
    )
    datasets: Path | None = Field(
        None,
        description="A further folder searched for data-set files (`mnist/train-images-idx3-ubyte.gz`, …; unpacked ones, names "
        "with dots, and torchvision's `MNIST/raw/` and `FashionMNIST/raw/` will do too). Never written.",
    )
    warmup_steps: int = Field(
        60,
        ge=0,
        le=100_000,
        description="How many steps the first net trains by itself when the server starts, so that there is something to see.",
    )
    device: str = Field(
        "auto",
        description="Where nets are trained: `auto` (the fastest device that works), `cpu`, `cuda`, `cuda:1` (the second GPU) "
        "or `mps` (Apple's GPU). Where one can't be used, the CPU trains, and the page and the log say why.",
    )
    threads: int = Field(
        0,
        ge=0,
        le=1024,
        description="CPU threads that trainings share. 0: one core is left to pages and answers. With 1, the same experiment "
        "gives the same run bit for bit; with more, that holds while as many trainings run beside it.",
    )
    waiting_trainers: int = Field(
        2, ge=0, le=64, description="How many training processes, at most, are started before somebody presses Train."
    )
    nice: int = Field(
        10, ge=0, le=19, description="How far training gives way to everything else on the machine (POSIX niceness)."
    )
    picture_share: float = Field(
        0.05, gt=0, le=1, description="The share of the time spent on pictures of the net while it trains, at most."
    )
    rooms: int = Field(64, ge=1, le=100_000, description="Rooms open at the same time, at most.")
    viewers: int = Field(400, ge=1, le=100_000, description="Viewers in one room, at most.")
    trainings: int = Field(
        4, ge=1, le=1024, description="Trainings and races that run at the same time, at most; in one room never more than one."
    )
    queue: int = Field(
        32, ge=0, le=100_000, description="Rooms whose training waits for its turn while others run, at most; each waits once."
    )
    training_minutes: float = Field(
        480, gt=0, description="Minutes after which a training is paused, or a race ended, however many viewers look."
    )
    idle_minutes: float = Field(
        30,
        gt=0,
        description="Minutes after which a training that nobody looks at is paused. Not the first room's, if no others come.",
    )
    room_minutes: float = Field(
        240, gt=0, description="Minutes after which a room that nobody looks at is closed. The first room stays."
    )
    snapshot_seconds: float = Field(
        5,
        ge=0.5,
        description="Seconds of training after which its state is kept, so that it goes on from there should the server be "
        "killed. It is kept at each pause too.",
    )
    kept_megabytes: int = Field(
        2000,
        ge=1,
        description="Megabytes that kept rooms, trainings and drawings may take in `INKLING_HOME`, at most; beyond, nothing "
        "more is kept.",
    )
    page_messages: int = Field(300, ge=10, description="Messages a second taken from one page; of more, the last alone.")
    room_messages: int = Field(
        6000, ge=10, description="Messages a second taken from all pages in one room; of more, each page's last alone."
    )
    hand_ins: int = Field(1000, ge=0, le=10_000, description="Digits handed in in one room, at most. 0: none are taken.")
    page_hand_ins: int = Field(50, ge=1, le=10_000, description="Digits handed in from one page in one room, at most.")
    message_bytes: int = Field(262_144, ge=4096, description="The largest message a browser may send, in bytes.")
    max_layers: int = Field(64, ge=1, description="Layers in one net, at most.")
    max_parameters: int = Field(20_000_000, ge=1, description="Parameters of one net, at most.")
    max_units: int = Field(2_000_000, ge=1, description="Units (output values) of one layer, at most.")
    max_macs: int = Field(2_000_000_000, ge=1, description="Multiply-adds of one sample's forward pass, at most.")
    max_bytes: int = Field(
        4_000_000_000,
        ge=1,
        description="Bytes that training a net, or the nets of a race, may take, at most: weights, gradients, optimiser and "
        "activations.",
    )
    log_level: str = Field(
        "warning", pattern="^(debug|info|warning|error)$", description="How much is logged: debug, info, warning or error."
    )

    @field_validator("hosts")
    @classmethod
    def _names(cls, hosts: str | None) -> str | None:
        for entry in (hosts or "").split(","):
            scheme = entry.partition("://")[0].strip().lower() if "://" in entry else "http"
            if entry.strip() and (not _name(entry) or scheme not in ("http", "https")):
                raise ValueError(f"{entry.strip()!r} is no name, address or http address")
        return hosts

    @field_validator("device")
    @classmethod
    def _one_of_pytorchs(cls, device: str) -> str:
        name = device.strip().lower()
        if re.fullmatch(r"auto|cpu|cuda(:[0-9]{1,3})?|mps", name) is None:
            raise ValueError("it is auto, cpu, cuda, cuda:1 or the like, or mps")
        return name

    @property
    def others(self) -> bool:
        """People at other machines may come."""
        return self.lan if self.lan is not None else self.proxy or not is_loopback(self.host)

    @property
    def address(self) -> str:
        """The address to listen on."""
        return "0.0.0.0" if self.lan and "host" not in self.model_fields_set else self.host

    @property
    def host_names(self) -> frozenset[str]:
        """Names and addresses that are the server's because somebody said so."""
        named = {_name(each) for each in (self.hosts or "").split(",")}
        return frozenset(named | {self.host.lower()}) - {"", "0.0.0.0", "::"}

    @property
    def named(self) -> str:
        """What others are to use, as an address without its scheme where none was set with it; "": nothing was set."""
        entry = (self.hosts or "").split(",")[0].strip()
        return f"[{entry}]" if ":" in entry and _is_address(entry) else entry


def _name(entry: str) -> str:
    """The name or address in one entry of `hosts`; "": there is none."""
    entry = entry.strip()
    if _is_address(entry):
        return entry.lower()
    try:
        return urlsplit(entry if "://" in entry else f"//{entry}").hostname or ""
    except ValueError:
        return ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Is this the name or an address of the machine to itself?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
