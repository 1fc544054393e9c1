"""Users, teams, dated memberships, roles, invitations, tokens, and who owned what since when."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from jualan.core.models import Record


class Role(models.TextChoices):
    REP = "rep"
    SDR = "sdr"
    TEAM_LEAD = "team_lead"
    SALES_MANAGER = "sales_manager"
    CUSTOMER_SUCCESS = "customer_success"
    RETAIL_ASSOCIATE = "retail_associate"
    MARKETING = "marketing"
    RECRUITER = "recruiter"
    TRAINER = "trainer"
    FINANCE = "finance"
    DIRECTOR = "director"
    ADMIN = "admin"
    VIEWER = "viewer"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """A person of the business. One who came by import has no password and cannot sign in until invited."""

    KIND: ClassVar[str] = "user"
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    email = models.EmailField(null=True, blank=True)
    phone = models.CharField(max_length=20, null=True, blank=True)
    full_name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    language = models.CharField(max_length=8, default="ms")
    time_zone = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=3, blank=True)
    theme = models.CharField(max_length=8, default="system")
    density = models.CharField(max_length=12, default="default")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    import_run = models.ForeignKey("core.ImportRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email_once", condition=Q(email__isnull=False)),
            models.UniqueConstraint("phone", name="people_user_phone_once", condition=Q(phone__isnull=False)),
            models.CheckConstraint(condition=~Q(email=""), name="people_user_email_not_blank"),
            models.CheckConstraint(condition=~Q(phone=""), name="people_user_phone_not_blank"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("people:user-detail", args=[self.pk])


class UserRole(Record):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_rows")
    role = models.CharField(max_length=24, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="people_userrole_once")]

    def __str__(self) -> str:
        return self.role


class Team(Record):
    KIND: ClassVar[str] = "team"

    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """Where a person stood from `from_on` to `to_on`, both included; null = always before, or still."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    manager = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    role = models.CharField(max_length=24, choices=Role.choices, default=Role.REP)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="people_membership_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(manager=F("user")), name="people_membership_not_own_manager"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Collaborator(Record):
    """A person who may see and work a record that is not their own."""

    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "user"], name="people_collaborator_once"),
        ]
        indexes = [models.Index(fields=["user", "kind"], name="people_collaborator_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class OwnershipChange(models.Model):
    """From `happened_on` on, the record belongs to `owner` (null = nobody). Append-only.

    The first owner of a record stands on the record itself until the first change writes `old_owner` here.
    """

    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    old_owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id", "id"], name="people_ownershipchange_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class Invitation(Record):
    """A one-time link; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class ApiToken(Record):
    """A key for programs: it carries its person's grants, or only the permissions named."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Tablet(Record):
    """A counter tablet: enrolled once by a code, then known by a token that only its browser has."""

    KIND: ClassVar[str] = "tablet"

    name = models.CharField(max_length=80)
    idle_minutes = models.PositiveSmallIntegerField(default=5)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Pin(Record):
    """The number with which a person works on a counter tablet; only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="pin")
    pin_hash = models.CharField(max_length=200)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
