"""What each page of the console asks the service for when it opens: one line for a page.

`{case}` and the like stand for the first such thing in the role's list (`SAMPLES`), `{since}` for a week ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.people import Role


@dataclass(frozen=True, slots=True)
class Page:
    """roles: who has it. asks: paths below /api/v1, asked for at once."""

    name: str
    roles: tuple[Role, ...]
    asks: tuple[str, ...]


CADRE, BUSINESS, OFFICE = Role.CADRE, Role.BUSINESS, Role.OFFICE
REGULATOR, AUDITOR, ADMIN = Role.REGULATOR, Role.AUDITOR, Role.ADMIN
ALL = tuple(Role)
AREAS = (OFFICE, REGULATOR, AUDITOR, ADMIN)

ACCOUNTS: Mapping[Role, str] = {
    CADRE: "cadre",
    BUSINESS: "lantern",
    OFFICE: "office",
    REGULATOR: "regulator",
    AUDITOR: "auditor",
    ADMIN: "admin",
}
"""Who of the made-up city signs in. The office is the city's: it sees all of it."""

SAMPLES: Mapping[str, str] = {
    "case": "cases?limit=1",
    "violation": "violations?limit=1",
    "inspection": "inspections?limit=1",
    "self_check": "self-checks?limit=1",
    "task": "tasks?limit=1",
    "camera": "cameras?limit=1",
    "business": "businesses?limit=1",
    "bulletin": "bulletins?limit=1",
}

PAGES = (
    Page("shell", ALL, ("session", "cases/counts")),
    Page("shell", (BUSINESS,), ("cameras?limit=200", "captures?open=true&limit=50", "inspections?open=true")),
    Page(
        "wall",
        (CADRE, OFFICE, ADMIN),
        ("cameras?limit=200", "places", "risks?limit=200", "violations?limit=50"),
    ),
    Page(
        "today",
        (CADRE,),
        (
            "tasks?state=open&state=overdue&limit=30",
            "completion?by=level",
            "risks?limit=8",
            "cases?mine=true&by_deadline=true&limit=50",
            "commitments/own",
        ),
    ),
    Page("today_done", (CADRE,), ("tasks?state=done&limit=30",)),
    Page("task", (CADRE, OFFICE), ("tasks/{task}",)),
    Page("inspections", ALL, ("inspections", "businesses?limit=50")),
    Page("inspection", (CADRE, OFFICE, REGULATOR, AUDITOR, ADMIN), ("inspections/{inspection}", "places")),
    Page(
        "inbox",
        (BUSINESS,),
        ("violations?state=open&limit=50", "self-checks/due", "cases?mine=true&limit=50"),
    ),
    Page("cases", ALL, ("cases?mine=true&by_deadline=true&limit=50", "cases/counts")),
    Page("cases_open", ALL, ("cases?by_deadline=true&limit=50",)),
    Page("cases_overdue", ALL, ("cases?overdue=true&by_deadline=true&limit=50",)),
    Page("cases_ended", ALL, ("cases?state=closed&state=rejected&limit=50",)),
    Page("case", ALL, ("cases/{case}",)),
    Page("self_checks_due", (BUSINESS,), ("self-checks/due", "self-checks?limit=30")),
    Page("self_checks", AREAS, ("self-checks/completion?kind=daily", "self-checks?limit=30")),
    Page("self_checks_weekly", AREAS, ("self-checks/completion?kind=weekly",)),
    Page("self_checks_monthly", AREAS, ("self-checks/completion?kind=monthly",)),
    Page("self_check", ALL, ("self-checks/{self_check}",)),
    Page("history", ALL, ("violations?limit=50", "businesses?limit=50", "cameras?limit=200")),
    Page("history_filtered", ALL, ("violations?rule=hat&state=acknowledged&limit=50",)),
    Page("captures", ALL, ("captures?limit=50",)),
    Page("violation", ALL, ("violations/{violation}", "cases?violation_id={violation}&limit=1")),
    Page(
        "camera_health",
        ALL,
        ("camera-health?since={since}", "camera-health?well=true&since={since}"),
    ),
    Page("camera_health_areas", AREAS, ("online-rates/areas?since={since}",)),
    Page("overview", (OFFICE, ADMIN), ("figures", "cadre-changes/due")),
    Page("overview", (REGULATOR, AUDITOR), ("figures",)),
    Page("overview_month", AREAS, ("figures?since={since}",)),
    Page("businesses", (CADRE, *AREAS), ("supervised-businesses?limit=50",)),
    Page("businesses_search", (CADRE, *AREAS), ("supervised-businesses?q=面馆&limit=50",)),
    Page(
        "businesses_that_need_eyes",
        (CADRE, *AREAS),
        ("supervised-businesses?need=overdue_cases&need=overdue_tasks&need=silent_cameras&limit=50",),
    ),
    Page("businesses_not_looked_at", (CADRE, *AREAS), ("supervised-businesses?need=not_looked&limit=50",)),
    Page("tasks_overdue", (CADRE, *AREAS), ("tasks?state=overdue&limit=30",)),
    Page(
        "business",
        ALL,
        (
            "supervised-businesses/{business}",
            "businesses/{business}/risk",
            "cameras?business_id={business}",
            "online-rates?business_id={business}&since={since}&limit=200",
            "cases?by_deadline=true&business_id={business}&limit=50",
        ),
    ),
    Page("business_accounts", (OFFICE, ADMIN), ("businesses/{business}/accounts",)),
    Page("bulletins", ALL, ("bulletins",)),
    Page("bulletin", ALL, ("bulletins/{bulletin}",)),
    Page("trainings", AREAS, ("trainings",)),
    Page("campaigns", AREAS, ("campaigns?over=false&limit=50",)),
    Page("campaigns_over", AREAS, ("campaigns?over=true&limit=50",)),
    Page("completion", AREAS, ("completion?by=area&cursor=0",)),
    Page("completion_cadres", AREAS, ("completion?by=cadre&cursor=0",)),
    Page("areas", AREAS, ("coverage", "charges?limit=50")),
    Page("areas_search", AREAS, ("charges?q=红灯笼&limit=50",)),
    Page("areas_uncovered", AREAS, ("charges?uncovered=true&limit=50",)),
    Page("cadres", AREAS, ("coverage", "cadres?limit=50")),
    Page("cadre_changes", AREAS, ("cadre-changes?limit=50",)),
    Page("commitment", (CADRE,), ("commitments/own",)),
    Page("policies", (OFFICE, ADMIN), ("policies", "policies/cases")),
    Page("settings_cameras", (ADMIN,), ("cameras?limit=200", "cameras?awaiting=true&limit=200", "places")),
    Page("settings_cameras_search", (ADMIN,), ("cameras?q=热灶&limit=200",)),
    Page("choose_business", (CADRE, *AREAS), ("businesses?q=面馆&limit=50",)),
    Page("settings_camera", (ADMIN,), ("cameras/{camera}/settings", "cameras/{camera}", "places")),
    Page("settings_places", (ADMIN,), ("places",)),
)
