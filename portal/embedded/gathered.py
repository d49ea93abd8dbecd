"""Steps of the database that a release gathered into one: where one stood before is known."""

from collections.abc import Collection, Iterator

from django.db.migrations.loader import MigrationLoader

Step = tuple[str, str]


def known_steps() -> set[Step]:
    return set(MigrationLoader(None).disk_migrations or {})


def gathered_steps() -> Iterator[list[Step]]:
    """For each step that stands for earlier ones, those."""
    for step in (MigrationLoader(None).disk_migrations or {}).values():
        if step.replaces:
            yield list(step.replaces)


def halfway(applied: Collection[Step]) -> list[str]:
    """Apps whose earlier steps were taken in part: no version that gathered them can go on."""
    found = {
        steps[0][0]
        for steps in gathered_steps()
        if 0 < sum(step in applied for step in steps) < len(steps)
    }
    return sorted(found)


def newest(applied: Collection[Step]) -> dict[str, str]:
    """By app, the last step; what was gathered counts as the step that stands for it."""
    earlier = {step for steps in gathered_steps() for step in steps}
    return dict(sorted(set(applied) - earlier))


def ends() -> set[Step]:
    """The last of those that were gathered, by app: where an older version may have stood."""
    return set(dict(sorted(step for steps in gathered_steps() for step in steps)).items())
