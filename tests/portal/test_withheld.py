"""What an answer withholds becomes a falsy value that knows its rule."""

from typing import Any

from portal.withheld import Withheld, is_hidden, is_locked, mark, rule


def _hidden(path: list[str], rows: str = "ALL") -> dict[str, Any]:
    return {"coordinate": "Case.x", "path": path, "rows": rows, "rule": "it is yours"}


def test_only_nulls_at_the_path_are_marked() -> None:
    data = {
        "list": {"nodes": [{"x": None, "y": None}, {"x": "told", "y": None}]},
        "detail": None,
    }
    mark(data, [_hidden(["list", "nodes", "*", "x"], "SOME"), _hidden(["detail", "x"])])
    first, second = data["list"]["nodes"]
    assert is_locked(first["x"])
    assert rule(first["x"]) == "it is yours"
    assert second == {"x": "told", "y": None}
    assert data["detail"] is None


def test_on_all_rows_a_field_is_hidden_and_not_locked() -> None:
    data: dict[str, Any] = mark({"case": {"x": None}}, [_hidden(["case", "x"])])
    assert is_hidden(data["case"]["x"])
    assert not is_locked(data["case"]["x"])


def test_lists_in_lists_are_walked() -> None:
    data: dict[str, Any] = {"a": [{"b": [{"x": None}]}, {"b": []}]}
    mark(data, [_hidden(["a", "*", "b", "*", "x"])])
    assert is_hidden(data["a"][0]["b"][0]["x"])


def test_a_withheld_value_is_nothing_whatever_one_does_with_it() -> None:
    withheld = Withheld("never", everywhere=True)
    assert not withheld
    assert str(withheld) == ""
    assert list(withheld) == []
    assert withheld["account"]["name"] is withheld
    assert rule("a value") == ""
