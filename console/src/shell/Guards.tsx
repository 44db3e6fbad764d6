import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Compass, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, Outlet, useLocation } from "react-router";
import { sessionQuery, useUser } from "../api/session";
import { Failure, Notice } from "../parts/States";
import { useTitle } from "../parts/title";
import { homeOf, mayOpen } from "./pages";
import { Shell } from "./Shell";
import { Splash } from "./Splash";

/** Everything below is for signed-in people; others sign in first and then come back. */
export function RequireSession() {
  const session = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (session.data) return <Shell key={session.data.user.id} />;
  if (session.data === null) {
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (session.isError) return <Failure error={session.error} retry={() => void session.refetch()} />;
  return <Splash />;
}

export function RequireRole() {
  const { role } = useUser();
  const { pathname } = useLocation();
  return mayOpen(role, pathname) ? <Outlet /> : <Denied />;
}

export function Home() {
  return <Navigate to={homeOf(useUser().role)} replace />;
}

function HomeButton() {
  const { t } = useTranslation();
  return (
    <Link to="/">
      <Button tabIndex={-1}>{t("nav.home")}</Button>
    </Link>
  );
}

function Denied() {
  const { t } = useTranslation();
  useTitle(t("denied.title"));
  return (
    <Notice icon={Lock} title={t("denied.title")} body={t("denied.body")}>
      <HomeButton />
    </Notice>
  );
}

export function Missing() {
  const { t } = useTranslation();
  useTitle(t("missing.title"));
  return (
    <Notice icon={Compass} title={t("missing.title")} body={t("missing.body")}>
      <HomeButton />
    </Notice>
  );
}
