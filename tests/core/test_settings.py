"""Settings: every mistake is named at once, and dangerous ones stop the program."""

import pytest

from kgsup.core import clock
from kgsup.core.settings import BadSettings, load_settings


def test_all_mistakes_are_named_at_once(tmp_path):
    with pytest.raises(BadSettings) as caught:
        load_settings(
            {
                "KGSUP_INSTANCE": str(tmp_path),
                "KGSUP_MODE": "debug",
                "KGSUP_DATABASE_URL": "mysql://x",
                "KGSUP_PUBLIC_URL": "ftp://x",
                "KGSUP_SMTP_URL": "http://x",
                "KGSUP_FONT_DIR": str(tmp_path / "none"),
                "KGSUP_TEST_CLOCK": "2026-11-21",
            }
        )
    text = str(caught.value)
    for name in ("MODE", "DATABASE_URL", "PUBLIC_URL", "SMTP_URL", "FONT_DIR", "TEST_CLOCK"):
        assert f"KGSUP_{name}" in text


def test_the_environment_stands_over_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text('public_url = "https://a.example"\nwrong = 1\n')
    environment = {"KGSUP_INSTANCE": str(tmp_path)}
    with pytest.raises(BadSettings, match="WRONG"):
        load_settings(environment)
    (tmp_path / "settings.toml").write_text('public_url = "https://a.example"\n')
    assert load_settings(environment).is_https
    assert not load_settings(environment | {"KGSUP_PUBLIC_URL": "http://b.example"}).is_https


def test_the_secret_is_made_once_and_kept_to_ourselves(tmp_path):
    settings = load_settings({"KGSUP_INSTANCE": str(tmp_path)})
    assert settings.secret_key == settings.secret_key
    assert len(settings.secret_key) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["secret-key"]


def test_a_test_clock_in_a_file_is_read_at_each_call(tmp_path):
    path = tmp_path / "clock"
    path.write_text("2026-03-01T09:00:00+08:00")
    clock.use_test_clock(str(path))
    try:
        assert clock.today().isoformat() == "2026-03-01"
        path.write_text("2026-03-01T23:59:59")  # without an offset: Shanghai
        assert clock.now().isoformat() == "2026-03-01T15:59:59+00:00"
        path.write_text("2026-03-01T16:00:00Z")
        assert clock.today().isoformat() == "2026-03-02"
    finally:
        clock.use_test_clock(None)


def test_a_test_clock_that_cannot_be_read_is_found_at_once():
    with pytest.raises(ValueError, match="tomorrow"):
        clock.use_test_clock("tomorrow")
    clock.use_test_clock(None)
