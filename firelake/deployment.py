"""What a deployment says of itself in `deployment.yml`: title, zone, map, whether its data are simulated."""

from __future__ import annotations

import yaml

from firelake.messages import FirelakeError
from firelake.settings import settings


def declared() -> dict:
    """The file's content. FirelakeError when there is no such deployment or the file is no YAML."""
    file = settings().deployment_dir / "deployment.yml"
    if not file.is_file():
        folder = settings().root / "deployments"
        known = "、".join(sorted(f.parent.name for f in folder.glob("*/deployment.yml")))
        raise FirelakeError("deployment_unknown", deployment=settings().deployment, known=known)
    try:
        return yaml.safe_load(file.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FirelakeError("deployment_broken", file=file, reason=" ".join(str(error).split())) from error
