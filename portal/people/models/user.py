"""A person who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Permission,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def in_group(self, name: str) -> "UserQuerySet":
        return self.filter(groups__name=name)

    def may(self, permission: str) -> "UserQuerySet":
        """Those who work here and have this right, of their own or by a group."""
        label, code = permission.split(".")
        right = {"codename": code, "content_type__app_label": label}
        own = Permission.objects.filter(user=models.OuterRef("pk"), **right)
        by_group = Permission.objects.filter(group__user=models.OuterRef("pk"), **right)
        granted = models.Q(models.Exists(own)) | models.Q(models.Exists(by_group))
        return self.active().filter(granted | models.Q(is_superuser=True))

    def named(self) -> "UserQuerySet":
        return self.order_by("name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = User(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody of the company. Signs in by e-mail; what they may do comes from their groups."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True, help_text="What they do, in a few words.")
    phone = models.CharField(max_length=32, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("may enter the admin", default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    session_round = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Counts up to end every session of before.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_is_one_person"),)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        parts = (self.name or self.email).split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: it dies with the password, and when
        `session_round` counts up."""
        facts = f"{self.password}:{self.session_round}"
        return salted_hmac("people.session", facts, secret=secret, algorithm="sha256").hexdigest()

    def get_short_name(self) -> str:
        return (self.name or self.email).split()[0]

    def get_full_name(self) -> str:
        return self.name or self.email
