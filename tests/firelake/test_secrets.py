"""A secret is one for everybody, also for two who ask at once."""

import pytest

from firelake import settings as module


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module.settings(), "home", tmp_path)
    return tmp_path / "secrets"


def test_a_secret_is_kept_for_its_owner_alone(folder):
    made = module.secret("key")
    assert len(made) > 20 and module.secret("key") == made
    assert [(f.name, f.stat().st_mode & 0o777) for f in folder.iterdir()] == [("key", 0o600)]


def test_who_comes_second_takes_what_the_first_has_made(folder, monkeypatch):
    def late(_, file):
        file.write_text("of another")
        raise FileExistsError

    monkeypatch.setattr(module.os, "link", late)
    assert module.secret("key") == "of another"
    assert [f.name for f in folder.iterdir()] == ["key"]
