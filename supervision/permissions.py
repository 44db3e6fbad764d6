"""Who may do what: one table of rights by role and relation. Whoever is not in it may not. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.people import Everything, InArea, Role, Scope


class Right(StrEnum):
    """Something people do with the console, beyond looking at what is in their scope."""

    ADMINISTER = "administer"
    """Set up cameras; make and close accounts of offices, regulators and auditors."""
    CHANGE_PLACES = "change_places"
    """Say where cameras may look, for the whole city."""
    SEE_POLICIES = "see_policies"
    CHANGE_POLICIES = "change_policies"
    IMPORT = "import"
    """Put in or bring up to date areas, businesses and cadres of the whole city."""
    SEE_CADRES = "see_cadres"
    ASSIGN = "assign"
    """Make cadres responsible for businesses, hand over what a leaving one has."""
    REPORT_CHANGE = "report_change"
    """Say that a cadre moves, is ill or leaves."""
    OPEN_ACCOUNT = "open_account"
    """Give an imported account its first password; make and close those of a business, give new passwords."""
    SEE_ACCOUNT_ACTS = "see_account_acts"
    """Who opened, closed or gave a new password to an account."""
    SEE_COMMITMENTS = "see_commitments"
    SIGN_COMMITMENT = "sign_commitment"
    FILE_SELF_CHECK = "file_self_check"
    SEE_TASKS = "see_tasks"
    DO_TASK = "do_task"
    CONFIRM_TASK = "confirm_task"
    """Agree with the record of a supervision."""
    MAKE_CAMPAIGN = "make_campaign"
    SEE_COMPLETION = "see_completion"
    SEE_RISKS = "see_risks"
    OPEN_CASE_BY_CAPTURE = "open_case_by_capture"
    SEE_TIPS = "see_tips"
    """What the public says of a business; how to reach whoever said it, the office alone is told."""
    SEE_TRAININGS = "see_trainings"
    RECORD_TRAINING = "record_training"
    SEE_BULLETINS = "see_bulletins"
    MAKE_BULLETIN = "make_bulletin"
    """Make drafts, see and change them, publish."""
    SEE_FIGURES = "see_figures"
    """What whole areas have achieved; for the same reason as the next."""
    SEE_AREA_RATES = "see_area_rates"
    """Online rates of whole areas: whoever sees only some of their businesses would be told a wrong one."""


class Relation(StrEnum):
    """How the thing must stand to the person."""

    ANY = "any"
    SCOPE = "scope"
    """It is or belongs to a business or an area within the person's scope; the query sees to that."""
    OWN = "own"
    """It is the person's own."""
    TOP = "top"
    """It concerns everybody: the person answers for everything, or for the one area that all lies in."""


_WATCHERS = {
    Role.OFFICE: Relation.SCOPE,
    Role.REGULATOR: Relation.SCOPE,
    Role.AUDITOR: Relation.SCOPE,
    Role.ADMIN: Relation.SCOPE,
}

RIGHTS: Mapping[Right, Mapping[Role, Relation]] = MappingProxyType(
    {
        Right.ADMINISTER: {Role.ADMIN: Relation.SCOPE},
        Right.CHANGE_PLACES: {Role.ADMIN: Relation.TOP},
        Right.SEE_POLICIES: dict.fromkeys(Role, Relation.ANY),
        Right.CHANGE_POLICIES: {Role.OFFICE: Relation.TOP, Role.ADMIN: Relation.TOP},
        Right.IMPORT: {Role.OFFICE: Relation.TOP, Role.ADMIN: Relation.TOP},
        Right.SEE_CADRES: _WATCHERS,
        Right.ASSIGN: {Role.OFFICE: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.REPORT_CHANGE: {
            Role.CADRE: Relation.OWN,
            Role.OFFICE: Relation.SCOPE,
            Role.ADMIN: Relation.SCOPE,
        },
        Right.OPEN_ACCOUNT: {Role.OFFICE: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.SEE_ACCOUNT_ACTS: {Role.AUDITOR: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.SEE_COMMITMENTS: _WATCHERS | {Role.CADRE: Relation.OWN},
        Right.SIGN_COMMITMENT: {Role.CADRE: Relation.OWN},
        Right.FILE_SELF_CHECK: {Role.BUSINESS: Relation.OWN},
        Right.SEE_TASKS: dict.fromkeys(Role, Relation.SCOPE),
        Right.DO_TASK: {Role.CADRE: Relation.SCOPE},
        Right.CONFIRM_TASK: {Role.BUSINESS: Relation.OWN},
        Right.MAKE_CAMPAIGN: {Role.OFFICE: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.SEE_COMPLETION: _WATCHERS | {Role.CADRE: Relation.SCOPE},
        Right.SEE_TRAININGS: _WATCHERS,
        Right.RECORD_TRAINING: {Role.OFFICE: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.SEE_BULLETINS: dict.fromkeys(Role, Relation.SCOPE),
        Right.MAKE_BULLETIN: {Role.OFFICE: Relation.SCOPE, Role.ADMIN: Relation.SCOPE},
        Right.SEE_FIGURES: _WATCHERS,
        Right.SEE_AREA_RATES: _WATCHERS,
        Right.SEE_RISKS: dict.fromkeys(Role, Relation.SCOPE),
        Right.OPEN_CASE_BY_CAPTURE: {Role.CADRE: Relation.SCOPE, Role.OFFICE: Relation.SCOPE},
        Right.SEE_TIPS: _WATCHERS | {Role.CADRE: Relation.SCOPE},
    }
)


def is_at_the_top(scope: Scope) -> bool:
    """Whether nothing lies outside the scope: of several areas at the top, none is everybody's."""
    return isinstance(scope, Everything) or (isinstance(scope, InArea) and scope.is_whole)


def has(right: Right, role: Role, scope: Scope) -> bool:
    """Whether a person may do it at all; what it may be done to, the queries' scope says."""
    relation = RIGHTS.get(right, {}).get(role)
    return relation is not None and (relation is not Relation.TOP or is_at_the_top(scope))
