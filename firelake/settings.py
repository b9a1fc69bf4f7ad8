"""Settings: environment `FIRELAKE_*` and `.env`; secrets in 0600 files."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings. Paths are absolute."""

    model_config = SettingsConfigDict(env_prefix="FIRELAKE_", env_file=ROOT / ".env", extra="ignore")
    root: Path = ROOT
    home: Path = ROOT / ".firelake"
    deployment: str = "qinghai"
    namespace: str = ""
    trial_of: str = ""
    lang: str = "zh"
    data: Path | None = None
    heap: str = "6g"
    jdbc_jars: Path | None = None
    lake: str = ""
    s3_endpoint: str = ""
    s3_key: str = Field("", repr=False)
    s3_secret: str = Field("", repr=False)
    port_base: int = Field(18400, ge=1024, le=65536)

    def model_post_init(self, _context) -> None:
        self.home = self.home.resolve()
        if not self.namespace:
            self.namespace = Path(self.deployment).name.replace("-", "_")

    @property
    def deployment_dir(self) -> Path:
        """deployments/<name>, or a folder outside the repository."""
        own = Path(self.deployment)
        return own if own.is_absolute() else self.root / "deployments" / self.deployment

    @property
    def state(self) -> Path:
        """Landing, lake, staging and exports of the namespace."""
        return self.home / self.namespace

    @property
    def source(self) -> str:
        """The namespace whose landing and bronze are read: its own, or that of which it is a trial."""
        return self.trial_of or self.namespace

    @property
    def origin(self) -> Path:
        """Landing and staging of `source`."""
        return self.home / self.source


class SettingsError(ValueError):
    """A setting that cannot be used, named as in `.env.example`. Its sentence stands here: the catalogue needs settings."""


@lru_cache
def settings() -> Settings:
    """The settings of this process. SettingsError when one cannot be used."""
    try:
        found = Settings()
    except ValidationError as error:
        names = "、".join(f"FIRELAKE_{str(fault['loc'][0]).upper()}" for fault in error.errors())
        raise SettingsError(f"设置 {names} 的值不能用。请核对环境变量和 .env，写法见 .env.example。") from None
    except UnicodeDecodeError:
        raise SettingsError(".env 不是 UTF-8 编码。请另存为 UTF-8。") from None
    if found.trial_of == found.namespace:
        raise SettingsError(f"FIRELAKE_TRIAL_OF 与命名空间都是 {found.namespace}：试算须在另一个命名空间中。请设置 FIRELAKE_NAMESPACE。")
    return found


@contextlib.contextmanager
def trial() -> Iterator[None]:
    """Within the block this process, and every one it starts, works in a namespace beside the chosen one that reads the
    landing and bronze of that one and writes neither."""
    chosen = settings().namespace
    said = {"FIRELAKE_NAMESPACE": f"{chosen}_trial", "FIRELAKE_TRIAL_OF": chosen}
    before = {key: os.environ.get(key) for key in said}
    os.environ.update(said)
    settings.cache_clear()
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key)
            if value is not None:
                os.environ[key] = value
        settings.cache_clear()


def secret(name: str) -> str:
    """A generated secret, kept in a 0600 file; who asks first makes it, and nobody sees it half made."""
    file = settings().home / "secrets" / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f".{name}-{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(24))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()
