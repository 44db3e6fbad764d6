import {
  CalendarCheck,
  CalendarRange,
  ChartColumn,
  ClipboardCheck,
  Clock,
  FileSignature,
  FolderCheck,
  HeartPulse,
  Inbox,
  LayoutGrid,
  ListChecks,
  type LucideIcon,
  Megaphone,
  Network,
  Settings,
  SlidersHorizontal,
  Store,
} from "lucide-react";
import { MAY_WATCH } from "../api/session";
import type { Role } from "../api/types";

export interface PageEntry {
  key:
    | "overview"
    | "wall"
    | "today"
    | "inspections"
    | "inbox"
    | "shop"
    | "businesses"
    | "cases"
    | "selfChecks"
    | "history"
    | "health"
    | "settings"
    | "areas"
    | "bulletins"
    | "campaigns"
    | "policies"
    | "commitment";
  path: string;
  icon: LucideIcon;
  roles: readonly Role[];
  /** Whose navigation it stands in, where that is not all of them. */
  listed?: readonly Role[];
}

const EVERYBODY: readonly Role[] = ["cadre", "business", "office", "regulator", "auditor", "admin"];

/** They answer for areas, or look after those who do. */
const WATCHERS: readonly Role[] = ["office", "regulator", "auditor", "admin"];

const PAGES: readonly PageEntry[] = [
  { key: "overview", path: "/overview", icon: ChartColumn, roles: WATCHERS },
  { key: "wall", path: "/wall", icon: LayoutGrid, roles: MAY_WATCH },
  { key: "today", path: "/today", icon: CalendarCheck, roles: ["cadre"] },
  { key: "inbox", path: "/inbox", icon: Inbox, roles: ["business"] },
  { key: "shop", path: "/shop", icon: Store, roles: ["business"] },
  { key: "cases", path: "/cases", icon: FolderCheck, roles: EVERYBODY },
  {
    key: "businesses",
    path: "/businesses",
    icon: Store,
    roles: MAY_WATCH,
    listed: ["cadre", "office", "regulator"],
  },
  { key: "inspections", path: "/inspections", icon: ClipboardCheck, roles: EVERYBODY, listed: ["cadre"] },
  { key: "selfChecks", path: "/self-checks", icon: ListChecks, roles: EVERYBODY },
  { key: "history", path: "/history", icon: Clock, roles: EVERYBODY },
  { key: "health", path: "/camera-health", icon: HeartPulse, roles: EVERYBODY },
  { key: "settings", path: "/settings", icon: Settings, roles: ["admin"] },
  { key: "areas", path: "/areas", icon: Network, roles: WATCHERS },
  { key: "campaigns", path: "/campaigns", icon: CalendarRange, roles: WATCHERS, listed: ["office", "admin"] },
  { key: "bulletins", path: "/bulletins", icon: Megaphone, roles: EVERYBODY },
  { key: "commitment", path: "/commitment", icon: FileSignature, roles: ["cadre"] },
  { key: "policies", path: "/policies", icon: SlidersHorizontal, roles: ["office", "admin"] },
];

/** Reached from others, not from the navigation. */
const INNER: readonly Pick<PageEntry, "path" | "roles">[] = [
  { path: "/import", roles: ["office", "admin"] },
  { path: "/completion", roles: WATCHERS },
  { path: "/trainings", roles: WATCHERS },
  { path: "/history/accounts", roles: ["auditor", "admin"] },
  { path: "/cases/new", roles: ["cadre", "business", "office", "regulator"] },
];

const HOMES: Record<Role, string> = {
  cadre: "/wall",
  office: "/overview",
  regulator: "/cases",
  admin: "/wall",
  business: "/inbox",
  auditor: "/history",
};

export function homeOf(role: Role): string {
  return HOMES[role];
}

/** The role's pages, its home first. */
export function pagesOf(role: Role): PageEntry[] {
  const pages = PAGES.filter((page) => (page.listed ?? page.roles).includes(role));
  return pages.toSorted((a, b) => Number(b.path === HOMES[role]) - Number(a.path === HOMES[role]));
}

export function mayOpen(role: Role, path: string): boolean {
  const page = [...INNER, ...PAGES].find((entry) => path === entry.path || path.startsWith(`${entry.path}/`));
  return page === undefined || page.roles.includes(role);
}

/** Where to go after signing in: back to what was wanted if it is in the console and open to the role. */
export function landing(wanted: string | null, role: Role): string {
  if (wanted === null || !wanted.startsWith("/") || wanted === "/") return HOMES[role];
  const url = new URL(wanted, "http://console.invalid");
  if (url.host !== "console.invalid" || !mayOpen(role, url.pathname)) return HOMES[role];
  return url.pathname + url.search;
}
