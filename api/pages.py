"""What each page of the console asks the service for when it opens; a browser test holds it to that.

`{case}` and the like stand for the first such thing in the role's list (`SAMPLES`), `{area}` for the topmost
that the role sees, `{since}` for a week ago, `{quarter}` for the one that goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.people import Role


@dataclass(frozen=True, slots=True)
class Page:
    """roles: who is led to it. address: in the console; empty for what is asked for while somebody types.

    asks: paths below /api/v1, beside those of the shell around every page. The benchmark asks for all at
    once, also where the console waits for one to ask for the next.
    """

    name: str
    roles: tuple[Role, ...]
    address: str
    asks: tuple[str, ...]


CADRE, BUSINESS, OFFICE = Role.CADRE, Role.BUSINESS, Role.OFFICE
REGULATOR, AUDITOR, ADMIN = Role.REGULATOR, Role.AUDITOR, Role.ADMIN
ALL = tuple(Role)
AREAS = (OFFICE, REGULATOR, AUDITOR, ADMIN)
OTHERS = (CADRE, *AREAS)
"""All but the business."""
MAKERS = (OFFICE, ADMIN)
"""Who assign cadres, make accounts and decide policies."""
FINDERS = (CADRE, OFFICE, REGULATOR)
"""Who finds something at others, and has a queue of cases of their own."""

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
    "task": "tasks?limit=1",
    "self_check": "self-checks?limit=1",
    "camera": "cameras?limit=1",
    "business": "businesses?limit=1",
    "bulletin": "bulletins?limit=1",
    "capture": "captures?limit=1",
}

BUSINESS_PAGE = (
    "supervised-businesses/{business}",
    "businesses/{business}/risk",
    "cameras?business_id={business}",
    "online-rates?business_id={business}&since={since}&limit=200",
    "cases?by_deadline=true&business_id={business}&limit=50",
    "tasks?state=overdue&state=open&business_id={business}&limit=30",
    "tasks?state=done&quarter={quarter}&business_id={business}&limit=30",
    "inspections?business_id={business}&draft=false&limit=3",
    "places",
)

PAGES = (
    Page("shell", OTHERS, "/no-such-page", ("session", "cases/counts")),
    Page(
        "shell",
        (BUSINESS,),
        "/no-such-page",
        (
            "session",
            "cases/counts",
            "cameras?limit=200",
            "captures?open=true&limit=50",
            "inspections?open=true",
            "places",
        ),
    ),
    Page(
        "wall",
        OTHERS,
        "/wall",
        ("cameras?limit=200", "places", "risks?limit=200", "violations?limit=50"),
    ),
    Page(
        "today",
        (CADRE,),
        "/today",
        (
            "tasks?state=overdue&state=open&limit=30",
            "completion?by=level",
            "risks?limit=8",
            "cases?mine=true&by_deadline=true&limit=50",
            "commitments/own",
            "bulletins?unread=true&limit=5",
        ),
    ),
    Page(
        "today_done",
        (CADRE,),
        "/today?show=done",
        (
            "tasks?state=done&quarter={quarter}&limit=30",
            "completion?by=level",
            "risks?limit=8",
            "cases?mine=true&by_deadline=true&limit=50",
            "commitments/own",
            "bulletins?unread=true&limit=5",
        ),
    ),
    Page("tasks", ALL, "/tasks", ("tasks?state=overdue&state=open&state=done&quarter={quarter}&limit=30",)),
    Page("tasks_overdue", ALL, "/tasks?state=overdue", ("tasks?state=overdue&limit=30",)),
    Page("inspections", (CADRE,), "/inspections", ("inspections", "businesses?limit=50")),
    Page("inspections", (BUSINESS, *AREAS), "/inspections", ("inspections",)),
    Page(
        "inspection", ALL, "/inspections/{inspection}", ("inspections/{inspection}", "places", "tasks/{task}")
    ),
    Page(
        "inbox",
        (BUSINESS,),
        "/inbox",
        (
            "violations?state=open&limit=50",
            "violations?state=acknowledged&limit=50",
            "self-checks/due",
            "health-findings?ongoing=true&limit=200",
            "bulletins?unread=true&limit=5",
        ),
    ),
    Page(
        "cases",
        (BUSINESS, *FINDERS),
        "/cases",
        ("cases?mine=true&by_deadline=true&limit=50", "places"),
    ),
    Page("cases_open", ALL, "/cases?queue=open", ("cases?by_deadline=true&limit=50", "places")),
    Page(
        "cases_overdue",
        ALL,
        "/cases?queue=overdue",
        ("cases?overdue=true&by_deadline=true&limit=50", "places"),
    ),
    Page(
        "cases_ended",
        ALL,
        "/cases?queue=ended",
        ("cases?state=closed&state=rejected&limit=50", "places"),
    ),
    Page(
        "case",
        ALL,
        "/cases/{case}",
        ("cases/{case}", "cases?by_deadline=true&limit=50", "places"),
    ),
    Page("case_new", FINDERS, "/cases/new", ("businesses?limit=50",)),
    Page("case_new", (BUSINESS,), "/cases/new", ()),
    Page(
        "tip_code",
        ALL,
        "/tip-code/{business}",
        ("businesses/{business}/tip-code", "tip-pages/{business}"),
    ),
    Page("self_checks", (BUSINESS,), "/self-checks", ("self-checks/due", "self-checks?limit=30")),
    Page(
        "self_checks",
        OTHERS,
        "/self-checks",
        ("self-checks/completion?kind=daily&limit=100", "self-checks?limit=30"),
    ),
    Page(
        "self_checks_weekly",
        OTHERS,
        "/self-checks?kind=weekly",
        ("self-checks/completion?kind=weekly&limit=100", "self-checks?limit=30"),
    ),
    Page(
        "self_checks_monthly",
        OTHERS,
        "/self-checks?kind=monthly",
        ("self-checks/completion?kind=monthly&limit=100", "self-checks?limit=30"),
    ),
    Page("self_check", ALL, "/self-checks/{self_check}", ("self-checks/{self_check}",)),
    Page("self_check_new", (BUSINESS,), "/self-checks/file/daily", ("self-checks/due",)),
    Page("history", (BUSINESS,), "/history", ("violations?limit=50",)),
    Page(
        "history",
        OTHERS,
        "/history",
        ("violations?limit=50", "businesses?limit=50", "cameras?limit=200", "places"),
    ),
    Page(
        "history_filtered",
        OTHERS,
        "/history?rule=hat&state=acknowledged",
        (
            "violations?rule=hat&state=acknowledged&limit=50",
            "businesses?limit=50",
            "cameras?limit=200",
            "places",
        ),
    ),
    Page("captures", (BUSINESS,), "/captures", ("captures?limit=50",)),
    Page("captures", OTHERS, "/captures", ("captures?limit=50", "businesses?limit=50", "places")),
    Page("capture", ALL, "/captures/{capture}", ("captures/{capture}", "cameras?limit=200", "places")),
    Page(
        "violation",
        ALL,
        "/violations/{violation}",
        (
            "violations/{violation}",
            "cases?violation_id={violation}&limit=1",
            "violations?limit=50",
            "cameras?limit=200",
            "places",
        ),
    ),
    Page(
        "camera_health",
        (BUSINESS,),
        "/camera-health?span=week&well=listed",
        ("camera-health?since={since}", "camera-health?since={since}&well=true"),
    ),
    Page(
        "camera_health",
        (CADRE,),
        "/camera-health?span=week&well=listed",
        (
            "camera-health?since={since}",
            "camera-health?since={since}&well=true",
            "businesses?limit=50",
            "places",
        ),
    ),
    Page(
        "camera_health",
        AREAS,
        "/camera-health?span=week&well=listed",
        (
            "camera-health?since={since}",
            "camera-health?since={since}&well=true",
            "online-rates/areas?since={since}",
            "businesses?limit=50",
            "places",
        ),
    ),
    Page("publish_code", ALL, "/cameras/{camera}/publish", ("cameras?limit=200",)),
    Page("overview", MAKERS, "/overview", ("figures", "cadre-changes/due")),
    Page("overview", (REGULATOR, AUDITOR), "/overview", ("figures",)),
    Page("overview_week", MAKERS, "/overview?period=week", ("figures?since={since}", "cadre-changes/due")),
    Page("overview_week", (REGULATOR, AUDITOR), "/overview?period=week", ("figures?since={since}",)),
    Page("businesses", OTHERS, "/businesses", ("supervised-businesses?limit=50",)),
    Page("businesses_search", OTHERS, "/businesses?q=面馆", ("supervised-businesses?q=面馆&limit=50",)),
    Page(
        "businesses_that_need_eyes",
        OTHERS,
        "/businesses?need=overdue_cases&need=overdue_tasks&need=silent_cameras",
        ("supervised-businesses?need=overdue_cases&need=overdue_tasks&need=silent_cameras&limit=50",),
    ),
    Page(
        "businesses_not_looked_at",
        OTHERS,
        "/businesses?need=not_looked",
        ("supervised-businesses?need=not_looked&limit=50",),
    ),
    Page("business", (CADRE, REGULATOR, AUDITOR), "/businesses/{business}", BUSINESS_PAGE),
    Page("business", MAKERS, "/businesses/{business}", (*BUSINESS_PAGE, "businesses/{business}/accounts")),
    Page("business", (BUSINESS,), "/shop", (*BUSINESS_PAGE, "self-checks/due")),
    Page("bulletins", ALL, "/bulletins", ("bulletins?limit=30",)),
    Page("bulletin", ALL, "/bulletins/{bulletin}", ("bulletins/{bulletin}",)),
    Page("trainings", AREAS, "/trainings", ("trainings?limit=30",)),
    Page("campaigns", AREAS, "/campaigns", ("campaigns?over=false&limit=50",)),
    Page("campaigns_over", AREAS, "/campaigns?show=over", ("campaigns?over=true&limit=50",)),
    Page("completion", AREAS, "/completion", ("completion?by=area&quarter={quarter}&cursor=0",)),
    Page(
        "completion_cadres",
        AREAS,
        "/completion?by=cadre",
        ("completion?by=cadre&quarter={quarter}&cursor=0",),
    ),
    Page("areas", AREAS, "/areas", ("coverage", "charges?area_id={area}&limit=50")),
    Page("areas_search", AREAS, "/areas?q=红灯笼", ("coverage", "charges?area_id={area}&q=红灯笼&limit=50")),
    Page(
        "areas_uncovered",
        AREAS,
        "/areas?uncovered=1",
        ("coverage", "charges?area_id={area}&uncovered=true&limit=50"),
    ),
    Page(
        "areas_unfit",
        AREAS,
        "/areas?unfit=1",
        ("coverage", "charges?area_id={area}&unfit=true&limit=50"),
    ),
    Page("cadres", AREAS, "/areas?tab=cadres", ("coverage", "cadres?area_id={area}&limit=50")),
    Page("cadre_changes", AREAS, "/areas?tab=changes", ("coverage", "cadre-changes?limit=50")),
    Page("import", MAKERS, "/import", ()),
    Page("commitment", (CADRE,), "/commitment", ("commitments/own",)),
    Page("policies", MAKERS, "/policies/cases", ("policies", "policies/cases")),
    Page(
        "settings_cameras",
        (ADMIN,),
        "/settings/cameras",
        ("cameras?limit=200", "cameras?limit=200&awaiting=true", "places"),
    ),
    Page(
        "settings_cameras_search",
        (ADMIN,),
        "/settings/cameras?q=热灶",
        ("cameras?limit=200&q=热灶", "cameras?limit=200&awaiting=true", "places"),
    ),
    Page("settings_camera_new", (ADMIN,), "/settings/cameras/new", ("businesses?limit=50", "places")),
    Page("settings_import", (ADMIN,), "/settings/cameras/import", ()),
    Page(
        "settings_camera",
        (ADMIN,),
        "/settings/cameras/{camera}",
        ("cameras/{camera}/settings", "cameras?limit=200", "places"),
    ),
    Page("settings_places", (ADMIN,), "/settings/places", ("places",)),
    Page("settings_accounts", (ADMIN,), "/settings/accounts", ("accounts?limit=50",)),
    Page(
        "settings_accounts_of_offices",
        (ADMIN,),
        "/settings/accounts?role=office",
        ("accounts?limit=50&role=office",),
    ),
    Page("account_acts", (AUDITOR, ADMIN), "/history/accounts", ("account-acts?limit=50",)),
    Page(
        "account_acts_closed",
        (AUDITOR, ADMIN),
        "/history/accounts?act=closed&role=business",
        ("account-acts?act=closed&role=business&limit=50",),
    ),
    Page("choose_business", OTHERS, "", ("businesses?q=面馆&limit=50",)),
)
