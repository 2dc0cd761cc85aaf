"""Signing in."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "label"),
    [("ru", "Имя или e-mail"), ("zh-hans", "用户名或邮箱"), ("en", "User name or e-mail")],
)
def test_the_first_field_says_what_is_typed_there(client, language, label):
    page = client.get("/accounts/login/", headers={"accept-language": language})

    assert f">{label}</label>" in page.content.decode()
