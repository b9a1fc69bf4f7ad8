"""Who may see what: roles follow the organisation and its jurisdiction, everybody else sees no row.

总队 sees all. A 支队, 大队 or 站 sees the rows of the regions under it: codes of GB/T 2260 nest, 6301 is the stem of
630100 and of 630102. A user gets the role 数据墙 (may open the wall) and one role of an organisation (sees rows).
"""

from __future__ import annotations

import re

VIEWER, ALL = "数据墙", "总队"
# Gamma's rights that let somebody take data away or write SQL.
NOT_FOR_VIEWERS = re.compile(r"sql_?lab|SQLLab|can_csv|can_export|export|upload|Annotation.*write|can_write|SavedQuery|can_share|"
                             r"import|database_access|schema_access|datasource_access", re.I)
KEPT = {("can_write", "DashboardFilterStateRestApi"), ("can_write", "DashboardPermalinkRestApi"), ("can_read", "Annotation")}


def jurisdiction(org: dict) -> str:
    """The row filter of an organisation by the region it stands for. Org code, level and region come from `wall_org`."""
    stem = re.sub(r"(00)+$", "", org["region_code"] or "")
    if not re.fullmatch(r"\d{2,12}", stem):
        return "1 = 0"
    return f"region_code like '{stem}%'"


def role_name(org: dict) -> str:
    """The role of an organisation, told apart by its code."""
    return f"{org['org_name']} {org['org_code']}"


def grant_all(datasets: list, orgs: list[dict]) -> None:
    """Roles, their rights and row filters; repeatable. `datasets`: Superset's SqlaTable of every mart on the wall."""
    from superset import db, security_manager
    from superset.connectors.sqla.models import RowLevelSecurityFilter

    viewer = security_manager.add_role(VIEWER)
    gamma = security_manager.find_role("Gamma")
    viewer.permissions = [p for p in gamma.permissions if not _barred(p)] + [
        security_manager.add_permission_view_menu("datasource_access", d.get_perm()) for d in datasets]
    roles = {ALL: None, **{role_name(o): jurisdiction(o) for o in orgs if str(o["level_code"]) != "1"}}
    made = {name: security_manager.add_role(name) for name in roles}
    by_region = [d for d in datasets if any(c.column_name == "region_code" for c in d.columns)]
    wanted = {f"辖区：{name}": (clause, "Regular", by_region, [made[name]]) for name, clause in roles.items() if clause}
    wanted["默认不可见"] = ("1 = 0", "Base", datasets, [*made.values(), security_manager.find_role("Admin")])
    known = {f.name: f for f in db.session.query(RowLevelSecurityFilter)}
    for name, (clause, kind, tables, holders) in wanted.items():
        rule = known.pop(name, None) or RowLevelSecurityFilter(name=name)
        rule.clause, rule.filter_type, rule.group_key, rule.tables, rule.roles = clause, kind, "辖区", tables, holders
        db.session.add(rule)
    for name, rule in known.items():  # an organisation that is gone takes its filter along; its role then sees nothing
        if name.startswith("辖区："):
            db.session.delete(rule)
    db.session.commit()


def _barred(permission) -> bool:
    right, view = permission.permission.name, permission.view_menu.name
    return (right, view) not in KEPT and bool(NOT_FOR_VIEWERS.search(f"{right} {view}"))


def ensure_user(name: str, password: str, roles: list[str]) -> None:
    """A user with exactly these roles."""
    from superset import db, security_manager

    found = [security_manager.find_role(r) for r in roles]
    user = security_manager.find_user(username=name)
    if user is None:
        security_manager.add_user(name, name, "数据墙", f"{name}@localhost", found, password)
        return
    user.roles = found
    db.session.commit()
