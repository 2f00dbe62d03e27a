"""Which of the unpublished inputs a submission gets."""

from __future__ import annotations

from autograder.checks.seeds import UNPUBLISHED, Draw, draw_variant, variant_of

SECRET = b"a secret"


def draw(content: str, day: str, earlier: Draw | None = None) -> Draw:
    return draw_variant(SECRET, "softmax", "ann", content, day, earlier)


def test_students_and_contents_are_spread_over_all_variants() -> None:
    by_student = {variant_of(SECRET, "a", f"student{number}", "same") for number in range(400)}
    by_content = {variant_of(SECRET, "a", "ann", f"content{number}") for number in range(400)}
    assert by_student == by_content == set(range(UNPUBLISHED))


def test_a_first_draw_depends_on_secret_student_and_content_alone() -> None:
    assert draw("x", "2026-03-01").variant == draw("x", "2026-04-01").variant
    assert draw("x", "2026-03-01").variant == variant_of(SECRET, "softmax", "ann", "x")


def test_handing_in_again_and_again_draws_once_a_day() -> None:
    first = kept = draw("0", "2026-03-01")
    for number in range(40):
        kept = draw(str(number), "2026-03-01", kept)
        assert (kept.variant, kept.day) == (first.variant, first.day)
    variants = set()
    for day in range(2, 30):
        kept = draw(f"day {day}", f"2026-03-{day:02d}", kept)
        variants.add(kept.variant)
        assert kept.variant == variant_of(SECRET, "softmax", "ann", f"day {day}")
    assert len(variants) > UNPUBLISHED / 2


def test_the_same_content_keeps_its_inputs_on_every_day() -> None:
    first = draw("first", "2026-03-01")
    second = draw("second", "2026-03-01", first)
    assert draw("second", "2026-03-09", second) == second
    assert draw("second", "", second).variant == second.variant


def test_where_no_day_was_kept_a_new_content_draws_anew() -> None:
    earlier = draw("first", "")
    assert draw("second", "2026-03-01", earlier).variant == draw("second", "").variant
