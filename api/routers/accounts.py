"""The accounts of a business: which are open, making one, closing one."""

from typing import Annotated, Self

import structlog
from fastapi import APIRouter, Path
from pydantic import Field, SecretStr

from api.auth import Services, SignedIn, demand, passwords
from api.schemas import ID_PATTERN, Schema
from supervision import business_accounts
from supervision.business_accounts import Account
from supervision.permissions import Right

router = APIRouter(tags=["accounts"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class AccountOut(Schema):
    id: str
    username: str
    name: str

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(id=account.id, username=account.username, name=account.name)


class AccountList(Schema):
    items: list[AccountOut] = Field(description="those that are open, by name")


class AccountIn(Schema):
    username: str = Field(pattern=r"^\S+$", max_length=100, description="what the person types to sign in")
    name: str = Field(pattern=r"\S", max_length=200)
    password: SecretStr = Field(min_length=10, max_length=200)


@router.get("/businesses/{business_id}/accounts", operation_id="list_business_accounts")
def list_business_accounts(business_id: Id, viewer: SignedIn, service: Services) -> AccountList:
    demand(viewer, Right.OPEN_ACCOUNT)
    with service.database.reading() as session:
        found = business_accounts.accounts_of(session, viewer.scope, business_id)
    return AccountList(items=[AccountOut.of(item) for item in found])


@router.post("/businesses/{business_id}/accounts", status_code=201, operation_id="add_business_account")
def add_business_account(
    business_id: Id, given: AccountIn, viewer: SignedIn, service: Services
) -> AccountOut:
    """Let another person of a business sign in, with a first password that they are told in person."""
    demand(viewer, Right.OPEN_ACCOUNT)
    hashed = passwords.hash(given.password.get_secret_value())
    with service.database.writing() as session:
        account = business_accounts.make(
            session,
            viewer.scope,
            business_id,
            username=given.username,
            name=given.name.strip(),
            password_hash=hashed,
        )
    log.info(
        "account.opened", by=viewer.sign_in.user.username, account=account.username, business=business_id
    )
    return AccountOut.of(account)


@router.post("/accounts/{account_id}/closure", status_code=204, operation_id="close_business_account")
def close_business_account(account_id: Id, viewer: SignedIn, service: Services) -> None:
    """The person signs in no more; what they did keeps their name."""
    demand(viewer, Right.OPEN_ACCOUNT)
    with service.database.writing() as session:
        business_accounts.close(session, viewer.scope, account_id, service.clock.now())
    log.info("account.closed", by=viewer.sign_in.user.username, account=account_id)
