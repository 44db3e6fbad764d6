import { useQuery } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { camerasQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { Camera } from "../api/types";
import styles from "./PhoneLinks.module.css";

/** For each camera of the viewer's that a phone can be. */
export function PhoneLinks() {
  const cameras = useQuery(camerasQuery).data ?? [];
  return cameras.map((camera) => <PhoneLink key={camera.id} camera={camera} named />);
}

/** To where a phone is made this camera; nothing for other cameras, and for people who may not do that. */
export function PhoneLink({ camera, named = false }: { camera: Camera; named?: boolean }) {
  const { t } = useTranslation();
  const { role } = useUser();
  if (camera.kind !== "whip" || (role !== "admin" && role !== "business")) return null;
  return (
    <Link className={styles.link} to={`/cameras/${camera.id}/publish`}>
      <Smartphone size={16} strokeWidth={1.75} aria-hidden="true" />
      {named ? t("codes.openNamed", { camera: camera.name }) : t("codes.open")}
    </Link>
  );
}
