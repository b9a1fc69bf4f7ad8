"""Where the lake lies: a folder of this machine, or a bucket of an S3 store (`FIRELAKE_LAKE=s3a://bucket/prefix`).

The keys travel in the environment of processes, never on a command line. Every engine gets its own words for the same store
from here: Spark's S3A, delta-rs, and the `minio` client that makes the bucket and tries it.
"""

from __future__ import annotations

import datetime as dt
import io
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from firelake.messages import FirelakeError
from firelake.settings import settings

SCHEME = "s3a"
REGION = "us-east-1"


def is_remote() -> bool:
    """Whether the lake lies in an S3 store. FirelakeError when the setting names something else that is no folder."""
    chosen = urlsplit(settings().lake)
    if chosen.scheme and (chosen.scheme != SCHEME or not chosen.netloc or not settings().s3_endpoint):
        raise FirelakeError("store_setting", lake=settings().lake)
    return bool(chosen.scheme)


def location(namespace: str) -> str:
    """The folder or address below which the layers of a namespace lie."""
    if is_remote():
        return f"{settings().lake.rstrip('/')}/{namespace}"
    return str(Path(settings().lake).resolve() / namespace if settings().lake else settings().home / namespace / "lake")


def hadoop() -> dict[str, str]:
    """Spark's settings for the store; none for a folder."""
    if not is_remote():
        return {}
    where = urlsplit(settings().s3_endpoint)
    said = {"endpoint": settings().s3_endpoint, "endpoint.region": REGION, "path.style.access": "true",
            "connection.ssl.enabled": str(where.scheme == "https").lower(),
            "aws.credentials.provider": "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider",
            # A store that is away for a while is asked again for about a minute; then the statement fails as a whole.
            "attempts.maximum": "6", "retry.limit": "6", "retry.interval": "2s", "connection.establish.timeout": "5s"}
    return {f"spark.hadoop.fs.s3a.{key}": value for key, value in said.items()}


def environment() -> dict[str, str]:
    """The keys, for the environment of a process that reads the store."""
    return {"AWS_ACCESS_KEY_ID": settings().s3_key, "AWS_SECRET_ACCESS_KEY": settings().s3_secret} if is_remote() else {}


def options() -> dict[str, str] | None:
    """delta-rs' settings for the store; a commit is an object that is put only where none is."""
    if not is_remote():
        return None
    plain = str(urlsplit(settings().s3_endpoint).scheme == "http").lower()
    return environment() | {"AWS_ENDPOINT_URL": settings().s3_endpoint, "AWS_REGION": REGION, "AWS_ALLOW_HTTP": plain,
                            "aws_conditional_put": "etag"}


def put(file: Path, address: str) -> None:
    """Uploads a file to an address of the store."""
    _reached(lambda store, bucket: store.fput_object(bucket, _key(address), str(file)), address)


@dataclass(frozen=True)
class Written:
    """An object as it was listed: when it was last written, and the mark of its bytes."""

    at: dt.datetime
    mark: str


def listing(address: str) -> dict[str, Written]:
    """Addresses of the objects below an address → how they lie there."""
    head = f"{_key(address).rstrip('/')}/".lstrip("/")
    found = _reached(lambda store, bucket: list(store.list_objects(bucket, head, recursive=True)), address)
    return {f"{SCHEME}://{o.bucket_name}/{o.object_name}": Written(o.last_modified, o.etag) for o in found}


def mark(address: str) -> str:
    """The mark of an object's bytes as they are now."""
    return _reached(lambda store, bucket: store.stat_object(bucket, _key(address)), address).etag


def get(address: str, file: Path) -> None:
    """Downloads an object."""
    _reached(lambda store, bucket: store.fget_object(bucket, _key(address), str(file)), address)


def copy(address: str, to: str, mark: str) -> bool:
    """Copies an object within the store, unless its bytes are no longer those of the mark."""
    from minio.commonconfig import CopySource

    def work(store, bucket) -> bool:
        from minio.error import S3Error

        try:
            store.copy_object(_parts(to)[0], _key(to), CopySource(bucket, _key(address), match_etag=mark))
        except S3Error as error:
            if error.code == "PreconditionFailed":
                return False
            raise
        return True

    return _reached(work, address)


def remove(address: str) -> None:
    """Removes an object."""
    _reached(lambda store, bucket: store.remove_object(bucket, _key(address)), address)


def _parts(address: str) -> tuple[str, str]:
    """Bucket and key; a key may hold any sign."""
    bucket, _, key = address.removeprefix(f"{SCHEME}://").partition("/")
    return bucket, key


def _key(address: str) -> str:
    return _parts(address)[1]


def prepare() -> None:
    """Makes the bucket unless it is there, and tries it. FirelakeError when it cannot be used."""
    _reached(lambda store, bucket: store.bucket_exists(bucket) or store.make_bucket(bucket))
    probe, body = f".firelake-{secrets.token_hex(8)}", b"firelake"
    _reached(lambda store, bucket: store.put_object(bucket, probe, io.BytesIO(body), len(body)))
    try:
        if _reached(lambda store, bucket: store.get_object(bucket, probe).read()) != body:
            raise FirelakeError("store_unusable", endpoint=settings().s3_endpoint, reason=probe)
    finally:
        _reached(lambda store, bucket: store.remove_object(bucket, probe))


def _reached(work, address: str = ""):
    """`work(client, bucket)`, the bucket of the address or of the lake; what the store or the way to it says becomes one sentence."""
    import urllib3
    from minio import Minio
    from minio.error import MinioException

    where = urlsplit(settings().s3_endpoint)
    patience = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=60), retries=urllib3.Retry(4, backoff_factor=1))
    store = Minio(where.netloc, access_key=settings().s3_key, secret_key=settings().s3_secret, secure=where.scheme == "https",
                  region=REGION, http_client=patience)
    try:
        return work(store, _parts(address or settings().lake)[0])
    except (MinioException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        said = getattr(error, "code", None) or type(error).__name__
        raise FirelakeError("store_unusable", endpoint=settings().s3_endpoint, reason=said) from None
