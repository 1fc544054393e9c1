"""Dimensions: from what a fact belongs to, to the key and label of its group. Each map is read once per question."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from jualan.accounts.models import Account, Address, Campaign, Channel, Source
from jualan.catalog.models import Category, Product
from jualan.metrics.rules import PERIODS, Fact, Ties, period_key
from jualan.people.models import Membership, OwnershipChange, Team, User
from jualan.pipeline.models import Pipeline, Stage

Key = tuple[str | None, str]
NOTHING: Key = (None, "")


class Book:
    """The names, places and owners that facts of one question are grouped by."""

    @cached_property
    def users(self) -> Mapping[int, Key]:
        return {pk: (name, name) for pk, name in User.objects.values_list("pk", "full_name")}

    @cached_property
    def teams(self) -> Mapping[int, Key]:
        return {pk: (name, name) for pk, name in Team.objects.values_list("pk", "name")}

    @cached_property
    def memberships(self) -> Mapping[int, Sequence[tuple[dt.date | None, dt.date | None, int | None, int | None]]]:
        rows = defaultdict(list)
        fields = ("user_id", "from_on", "to_on", "team_id", "manager_id")
        for user, start, end, team, manager in Membership.objects.order_by("pk").values_list(*fields):
            rows[user].append((start, end, team, manager))
        return rows

    def place(self, user: int | None, day: dt.date | None) -> tuple[int | None, int | None]:
        """Return the team and manager of a person on a day; the first of several places counts."""
        for start, end, team, manager in self.memberships.get(user or 0, ()):
            if (start is None or day is None or start <= day) and (end is None or day is None or day <= end):
                return team, manager
        return None, None

    @cached_property
    def products(self) -> Mapping[int, tuple[Key, int | None]]:
        rows = Product._base_manager.values_list("pk", "sku", "name", "category_id")  # noqa: SLF001 trashed ones keep their name
        return {pk: ((sku or str(name), str(name)), category) for pk, sku, name, category in rows}

    @cached_property
    def categories(self) -> Mapping[int, Key]:
        return {pk: (str(name), str(name)) for pk, name in Category.objects.values_list("pk", "name")}

    @cached_property
    def sources(self) -> Mapping[int, tuple[Key, int | None]]:
        rows = Source.objects.values_list("pk", "code", "name", "channel_id")
        return {pk: ((code, str(name)), channel) for pk, code, name, channel in rows}

    @cached_property
    def channels(self) -> Mapping[int, Key]:
        return {pk: (code, str(name)) for pk, code, name in Channel.objects.values_list("pk", "code", "name")}

    @cached_property
    def campaigns(self) -> Mapping[int, Key]:
        return {pk: (code, name) for pk, code, name in Campaign.objects.values_list("pk", "code", "name")}

    @cached_property
    def stages(self) -> Mapping[int, Key]:
        return {pk: (code, str(name)) for pk, code, name in Stage.objects.values_list("pk", "code", "name")}

    @cached_property
    def pipelines(self) -> Mapping[int, Key]:
        return {pk: (code, str(name)) for pk, code, name in Pipeline.objects.values_list("pk", "code", "name")}

    @cached_property
    def accounts(self) -> Mapping[int, tuple[str, str, Key, str]]:
        """Account → kind, kind's label, tier, name."""
        kinds = dict(Account._meta.get_field("kind").flatchoices)  # noqa: SLF001 Django's public name for options
        rows = Account._base_manager.values_list("pk", "kind", "tier__code", "tier__name", "name")  # noqa: SLF001
        return {
            pk: (kind, str(kinds[kind]), (tier, str(tier_name)) if tier else NOTHING, name)
            for pk, kind, tier, tier_name, name in rows
        }

    @cached_property
    def regions(self) -> Mapping[int, str]:
        rows = Address.objects.filter(account__isnull=False).exclude(state="").order_by("-pk")
        return dict(rows.values_list("account_id", "state"))

    @cached_property
    def _changes(self) -> Mapping[tuple[str, int], Sequence[tuple[dt.date, int | None, int | None]]]:
        rows = defaultdict(list)
        fields = ("kind", "record_id", "happened_on", "old_owner_id", "owner_id")
        for kind, record, on, old, new in OwnershipChange.objects.order_by("pk").values_list(*fields):
            rows[(kind, record)].append((on, old, new))
        return rows

    def owner_on(self, kind: str, record: int, day: dt.date | None, now: int | None) -> int | None:
        """Return who owned a record on a day; `now` is its owner today."""
        changes = self._changes.get((kind, record))
        if not changes or day is None:
            return now
        owner = changes[0][1]
        for on, _old, new in changes:
            if on <= day:
                owner = new
        return owner

    def key(self, dimension: str, ties: Ties) -> Key:
        """Return (key, label) of a fact's group; a key of None means nothing is known."""
        if dimension in PERIODS:
            key = period_key(ties.day, dimension) if ties.day else None
            return key, key or ""
        if dimension.startswith("custom."):
            value = ties.custom.get(dimension.removeprefix("custom."))
            return (None, "") if value in (None, "") else (str(value), str(value))
        return getattr(self, f"_by_{dimension}")(ties)  # type: ignore[no-any-return] # each returns a Key

    def _by_rep(self, ties: Ties) -> Key:
        return self.users.get(ties.owner or 0, NOTHING)

    def _by_team(self, ties: Ties) -> Key:
        team = ties.team or self.place(ties.owner, ties.day)[0]
        return self.teams.get(team or 0, NOTHING)

    def _by_manager(self, ties: Ties) -> Key:
        return self.users.get(self.place(ties.owner, ties.day)[1] or 0, NOTHING)

    def _by_source(self, ties: Ties) -> Key:
        return self.sources.get(ties.source or 0, (NOTHING, None))[0]

    def _by_channel(self, ties: Ties) -> Key:
        channel = ties.channel or self.sources.get(ties.source or 0, (NOTHING, None))[1]
        return self.channels.get(channel or 0, NOTHING)

    def _by_campaign(self, ties: Ties) -> Key:
        return self.campaigns.get(ties.campaign or 0, NOTHING)

    def _by_product(self, ties: Ties) -> Key:
        return self.products.get(ties.product or 0, (NOTHING, None))[0]

    def _by_category(self, ties: Ties) -> Key:
        category = self.products.get(ties.product or 0, (NOTHING, None))[1]
        return self.categories.get(category or 0, NOTHING)

    def _by_stage(self, ties: Ties) -> Key:
        if ties.stage_label:
            return ties.stage_label, ties.stage_label
        return self.stages.get(ties.stage or 0, NOTHING)

    def _by_pipeline(self, ties: Ties) -> Key:
        return self.pipelines.get(ties.pipeline or 0, NOTHING)

    def _by_region(self, ties: Ties) -> Key:
        region = self.regions.get(ties.account or 0, "") or ties.country
        return (region, region) if region else NOTHING

    def _by_account_type(self, ties: Ties) -> Key:
        found = self.accounts.get(ties.account or 0)
        return (found[0], found[1]) if found else NOTHING

    def _by_account(self, ties: Ties) -> Key:
        found = self.accounts.get(ties.account or 0)
        return (found[3], found[3]) if found else NOTHING

    def _by_tier(self, ties: Ties) -> Key:
        found = self.accounts.get(ties.account or 0)
        return found[2] if found else NOTHING

    def _by_currency(self, ties: Ties) -> Key:
        return (ties.currency, ties.currency) if ties.currency else NOTHING

    def _by_country(self, ties: Ties) -> Key:
        return (ties.country, ties.country) if ties.country else NOTHING

    def _by_has_customer(self, ties: Ties) -> Key:
        word = "true" if ties.account else "false"
        return word, word

    def passes(self, fact: Fact, where: Mapping[str, tuple[str, ...]]) -> bool:
        """Say whether a fact fits every filter: its group's key or label equals one of the values, case aside."""
        return all(self._fits(field, values, fact.ties) for field, values in where.items())

    def _fits(self, field: str, values: tuple[str, ...], ties: Ties) -> bool:
        key, label = self.key(field, ties)
        found = {str(text).casefold() for text in (key, label) if text}
        return any(value.casefold() in found if value else key is None for value in values)


def sort_groups(groups: Mapping[Key, Any], dimension: str) -> list[Key]:
    """Return group keys in order: periods by time, all others by label; what is unknown last."""
    return sorted(groups, key=lambda key: (key[0] is None, key[0] or "" if dimension in PERIODS else key[1].casefold()))
