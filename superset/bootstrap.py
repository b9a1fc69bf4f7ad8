"""Brings Superset's own database to what the files say, in one process: tables, admin, roles, row filters, assets.

`SUPERSET_CONFIG_PATH=superset/superset_config.py FIRELAKE_SUPERSET=<local.json> python superset/bootstrap.py ASSETS`.
Repeatable; the service hook calls it only when something changed. The organisations are those of the published wall.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import yaml

BREAK = {"grade_break": ("口径变更", "2025-05-01", "火灾等级标准变更")}


def main(folder: Path) -> None:
    """Runs all steps; any failure ends the process with a traceback and a non-zero code."""
    local = json.loads(Path(os.environ["FIRELAKE_SUPERSET"]).read_text("utf-8"))
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        _upgrade()
        from superset import appbuilder, security_manager

        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = _admin(local["admin_password"])
        from superset.utils.core import override_user

        with override_user(admin):
            _import({str(f.relative_to(folder)): f.read_text("utf-8") for f in sorted(folder.rglob("*.yaml"))})
            datasets = _resolve(folder)
            import access

            access.grant_all(datasets, local["orgs"])
            for user in local.get("users", []):
                access.ensure_user(user["name"], user["password"], user["roles"])


def _upgrade() -> None:
    from flask_migrate import upgrade

    import superset

    upgrade(directory=str(Path(superset.__file__).parent / "migrations"))


def _admin(password: str):
    from superset import security_manager

    user = security_manager.find_user(username="admin")
    if user is None:
        user = security_manager.add_user("admin", "管理员", "系统", "admin@localhost", security_manager.find_role("Admin"), password)
    else:
        security_manager.reset_password(user.id, password)
    return user


def _import(contents: dict[str, str]) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    ImportAssetsCommand(contents).run()


def _resolve(folder: Path) -> list:
    """Numbers that exist only now: members of layered maps, the annotation of the grade break. Returns the datasets.

    Checks that every asset really arrived: Superset skips one it does not like without a word.
    """
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    def found(model, kind: str) -> dict:
        names = {yaml.safe_load(f.read_text("utf-8"))["uuid"]: f.stem for f in (folder / kind).rglob("*.yaml")}
        rows = {names[str(r.uuid)]: r for r in db.session.query(model) if str(r.uuid) in names}
        missing = sorted(set(names.values()) - set(rows))
        if missing:
            raise SystemExit(f"not imported: {kind} {', '.join(missing)}")
        return rows

    charts, marks = found(Slice, "charts"), {f"@annotation:{k}": _annotation(*v) for k, v in BREAK.items()}
    numbers = {f"@chart:{name}": chart.id for name, chart in charts.items()} | marks
    for name, chart in charts.items():
        file = yaml.safe_load((folder / "charts" / f"{name}.yaml").read_text("utf-8"))["params"]
        marked = {"annotation_layers": file.get("annotation_layers", [])}  # the import leaves these out
        params = _filled({**json.loads(chart.params), **marked}, numbers)
        chart.params, chart.query_context = json.dumps(params, ensure_ascii=False), None
    found(Dashboard, "dashboards")
    db.session.commit()
    return list(found(SqlaTable, "datasets").values())


def _filled(value, numbers: dict[str, int]):
    if isinstance(value, dict):
        return {k: _filled(v, numbers) for k, v in value.items()}
    if isinstance(value, list):
        return [_filled(v, numbers) for v in value]
    return numbers.get(value, value) if isinstance(value, str) else value


def _annotation(layer: str, day: str, text: str) -> int:
    from datetime import datetime

    from superset import db
    from superset.models.annotations import Annotation, AnnotationLayer

    found = db.session.query(AnnotationLayer).filter_by(name=layer).one_or_none() or AnnotationLayer(name=layer)
    at = datetime.fromisoformat(day)
    if not found.annotation:
        found.annotation = [Annotation(short_descr=text, start_dttm=at, end_dttm=at)]
    db.session.add(found)
    db.session.commit()
    return found.id


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main(Path(sys.argv[1]))
