import { Button } from "antd";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { useUser } from "../api/session";
import { homeOf } from "../shell/pages";

/** To where the page was opened from, or home when that was another site. */
export function BackButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { role } = useUser();
  const opened = useLocation().key !== "default";
  return (
    <Button
      type="text"
      icon={<ArrowLeft size={18} aria-hidden="true" />}
      aria-label={t("violation.back")}
      onClick={() => void (opened ? navigate(-1) : navigate(homeOf(role)))}
    />
  );
}
