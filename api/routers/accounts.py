"""Accounts that one person makes for another: which are open, making one, a new password, closing one."""

from collections.abc import Sequence
from typing import Annotated, Self

import structlog
from fastapi import APIRouter, Path
from pydantic import Field, SecretStr

from api.assignment_schemas import FirstPassword
from api.auth import Administrator, Services, SignedIn, demand, passwords
from api.routers.cameras import After, Limit
from api.schemas import ID_PATTERN, Named, Schema
from models.people import Role
from supervision import given_accounts
from supervision.given_accounts import Account, Official
from supervision.permissions import Right

router = APIRouter(tags=["accounts"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class AccountOut(Schema):
    id: str
    username: str
    name: str
    role: Role
    area: Named | None = Field(description="where the person works; none of a business")

    @classmethod
    def of(cls, account: Account) -> Self:
        area = account.area and Named(id=account.area.id, name=account.area.name)
        return cls(id=account.id, username=account.username, name=account.name, role=account.role, area=area)


class AccountList(Schema):
    items: list[AccountOut] = Field(description="those that are open, by name")

    @classmethod
    def of(cls, found: Sequence[Account]) -> Self:
        return cls(items=[AccountOut.of(item) for item in found])


class AccountPage(AccountList):
    next_cursor: str | None = None


class AccountIn(FirstPassword):
    username: str = Field(pattern=r"^\S+$", max_length=100, description="what the person types to sign in")
    name: str = Field(pattern=r"\S", max_length=200)


class OfficialIn(AccountIn):
    role: Official
    area_id: str = Field(pattern=ID_PATTERN, description="what they see: this area and all below it")


def _hash(password: SecretStr) -> str:
    return passwords.hash(password.get_secret_value())


@router.get("/businesses/{business_id}/accounts", operation_id="list_business_accounts")
def list_business_accounts(business_id: Id, viewer: SignedIn, service: Services) -> AccountList:
    demand(viewer, Right.OPEN_ACCOUNT)
    with service.database.reading() as session:
        return AccountList.of(given_accounts.of_business(session, viewer.scope, business_id))


@router.post("/businesses/{business_id}/accounts", status_code=201, operation_id="add_business_account")
def add_business_account(
    business_id: Id, given: AccountIn, viewer: SignedIn, service: Services
) -> AccountOut:
    """Let another person of a business sign in, with a first password that they are told in person."""
    demand(viewer, Right.OPEN_ACCOUNT)
    hashed = _hash(given.password)
    with service.database.writing() as session:
        account = given_accounts.make_for_business(
            session,
            viewer.scope,
            business_id,
            username=given.username,
            name=given.name.strip(),
            password_hash=hashed,
            by=viewer.sign_in.user,
            now=service.clock.now(),
        )
    log.info(
        "account.opened", by=viewer.sign_in.user.username, account=account.username, business=business_id
    )
    return AccountOut.of(account)


@router.get("/accounts", operation_id="list_accounts")
def list_accounts(
    viewer: Administrator,
    service: Services,
    after: After,
    role: Official | None = None,
    limit: Limit = 50,
) -> AccountPage:
    """Open accounts of offices, regulators and auditors by name."""
    with service.database.reading() as session:
        found, following = given_accounts.of_officials(session, viewer.scope, role, after=after, limit=limit)
    return AccountPage(
        items=AccountList.of(found).items, next_cursor=following.encode() if following else None
    )


@router.post("/accounts", status_code=201, operation_id="add_account")
def add_account(given: OfficialIn, viewer: Administrator, service: Services) -> AccountOut:
    """Let somebody of an office, a regulator or an auditor sign in, with a first password told in person."""
    hashed = _hash(given.password)
    with service.database.writing() as session:
        account = given_accounts.make_official(
            session,
            viewer.scope,
            given.role,
            given.area_id,
            username=given.username,
            name=given.name.strip(),
            password_hash=hashed,
            by=viewer.sign_in.user,
            now=service.clock.now(),
        )
    log.info(
        "account.opened",
        by=viewer.sign_in.user.username,
        account=account.username,
        role=given.role,
        area=given.area_id,
    )
    return AccountOut.of(account)


@router.post("/accounts/{account_id}/password", status_code=204, operation_id="give_new_password")
def give_new_password(account_id: Id, given: FirstPassword, viewer: SignedIn, service: Services) -> None:
    """In place of a forgotten one, told in person; whoever is signed in with that is signed out at once."""
    demand(viewer, Right.OPEN_ACCOUNT)
    user, hashed = viewer.sign_in.user, _hash(given.password)
    with service.database.writing() as session:
        given_accounts.give_password(session, user, viewer.scope, account_id, hashed, service.clock.now())
    log.info("account.password_given", by=user.username, account=account_id)


@router.post("/accounts/{account_id}/closure", status_code=204, operation_id="close_account")
def close_account(account_id: Id, viewer: SignedIn, service: Services) -> None:
    """The person signs in no more; what they did keeps their name."""
    demand(viewer, Right.OPEN_ACCOUNT)
    user = viewer.sign_in.user
    with service.database.writing() as session:
        given_accounts.close(session, user, viewer.scope, account_id, service.clock.now())
    log.info("account.closed", by=user.username, account=account_id)
