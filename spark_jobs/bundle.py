"""Signed bundles of deliveries for networks that are not connected (摆渡): packed on one side, carried in parts, opened on the other.

    NAME.part-0001 …    one tar of delivery folders, cut into parts
    NAME.json           parts with their hashes, the deliveries, and an Ed25519 signature over both

The parts may come on several media and in any order: what is missing or damaged is named, and opening goes on when it is there.
Nothing lands before every part is there and the signature is that of a sender who is trusted; a delivery that lands twice is one.
What people decided about a delivery stays on the side where they decided it. The bytes are those that came, private columns in
clear: the files are for their owner alone, and the medium is to be guarded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from expectations.model import Contracts
from firelake.messages import FirelakeError
from firelake.settings import secret, settings
from spark_jobs import manifest
from spark_jobs.delivery import Delivery
from spark_jobs.landing import Landing
from spark_jobs.scratch import scratch

SIGNED = ("name", "parts", "deliveries")
KEY, TRUSTED = "bundle_key", "bundle_trusted"


def public_key() -> str:
    """This side's key, to be handed to those who shall trust it: 32 bytes in Base64."""
    return base64.b64encode(_private().public_key().public_bytes_raw()).decode()


def pack(landing: Landing, deliveries: Iterable[Delivery], out: Path, name: str, part_bytes: int) -> list[Path]:
    """Writes a bundle; its files, the signed list last. Parts become visible whole."""
    out.mkdir(parents=True, exist_ok=True)
    chosen, parts = list(deliveries), []
    if not chosen:
        raise FirelakeError("bundle_empty")
    with scratch() as own:
        whole = own / "whole"
        with tarfile.open(whole, "w") as tar:
            for delivery in chosen:
                _add(tar, landing.contracts, delivery, own)
        with whole.open("rb") as handle:
            while data := handle.read(part_bytes):
                parts.append(_write(out / f"{name}.part-{len(parts) + 1:04}", data))
    said = {"name": name, "parts": [{"name": p.name, "size": p.stat().st_size, "sha256": _sha256(p)} for p in parts],
            "deliveries": [{"feed": d.feed, "delivery": d.id} for d in chosen]}
    said["signature"] = base64.b64encode(_private().sign(_text(said))).decode()
    return [*parts, _write(out / f"{name}.json", json.dumps(said, ensure_ascii=False, indent=1).encode())]


def unpack(landing: Landing, listed: Path, trusted: Iterable[str]) -> list[Delivery]:
    """Lands the deliveries of the bundle whose signed list is `listed`. FirelakeError names what is missing, damaged or not
    trusted; then nothing has landed."""
    said = _listed(listed)
    _trust(said, listed.name, trusted)
    parts = [listed.parent / part["name"] for part in said["parts"]]
    missing = [p.name for p, part in zip(parts, said["parts"], strict=True) if not p.is_file() or p.stat().st_size != part["size"]]
    damaged = [p.name for p, part in zip(parts, said["parts"], strict=True) if p.name not in missing and _sha256(p) != part["sha256"]]
    if missing or damaged:
        raise FirelakeError("bundle_incomplete", bundle=said["name"], missing="、".join(missing) or "—", damaged="、".join(damaged) or "—")
    with scratch() as own:
        whole = own / "whole"
        with whole.open("wb") as target:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
        with tarfile.open(whole) as tar:
            tar.extractall(own / "sent", filter="data")
        return [landing.land(folder) for folder in sorted((own / "sent").glob("*/*"))]


def _add(tar: tarfile.TarFile, contracts: Contracts, delivery: Delivery, own: Path) -> None:
    """The delivery as its sender would send it: with a manifest that says what landing knows of it."""
    scope = contracts.feeds[delivery.feed].delivery.get("scope")
    said = {"feed": delivery.feed, "as_of": delivery.as_of.isoformat(), "revision": delivery.revision,
            "files": list(delivery.files), **({scope: delivery.scope} if scope and delivery.scope else {}),
            **({"rows": delivery.stated_rows[-1]} if delivery.stated_rows else {})}
    folder = f"{delivery.feed}/{delivery.id}"
    with tempfile.NamedTemporaryFile("w", dir=own, encoding="utf-8") as written:
        json.dump(said, written, ensure_ascii=False)
        written.flush()
        tar.add(written.name, f"{folder}/{manifest.NAME}")
    for file in delivery.files:
        tar.add(Path(delivery.folder) / file["name"], f"{folder}/{file['name']}")


def _listed(file: Path) -> dict:
    try:
        said = json.loads(file.read_text("utf-8"))
        names = [part["name"] for part in said["parts"]]
        if all(Path(name).name == name for name in names) and isinstance(said["signature"], str):
            return said
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise FirelakeError("bundle_no_list", file=file.name)


def _trust(said: dict, name: str, trusted: Iterable[str]) -> None:
    for key in trusted:
        try:
            Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(said["signature"]), _text(said))
            return
        except (InvalidSignature, ValueError):
            continue
    raise FirelakeError("bundle_untrusted", file=name)


def _text(said: dict) -> bytes:
    """What is signed."""
    return json.dumps({k: said.get(k) for k in SIGNED}, sort_keys=True, ensure_ascii=False).encode()


def _private() -> Ed25519PrivateKey:
    """This side's key, made when it is first asked for and kept in a 0600 file."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret(KEY).encode()).digest())


def trust(name: str, public: str) -> None:
    """Remembers the key of a sender. FirelakeError when it is none."""
    if not re.fullmatch(r"[\w-]+", name):
        raise FirelakeError("bundle_bad_name")
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
    except ValueError:
        raise FirelakeError("bundle_bad_key") from None
    folder = settings().home / "secrets" / TRUSTED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{name}.pub").write_text(public.strip() + "\n", "utf-8")


def trusted_keys() -> list[str]:
    """Keys of senders, one file each below `secrets/bundle_trusted/` of the home."""
    folder = settings().home / "secrets" / TRUSTED
    return [file.read_text("utf-8").strip() for file in sorted(folder.glob("*.pub"))]


def _write(file: Path, data: bytes) -> Path:
    draft = file.with_name(f".{file.name}")
    draft.touch(mode=0o600)
    draft.write_bytes(data)
    return draft.rename(file)


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
