import { Space } from "antd";
import { Footprints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { StartInspection } from "./StartInspection";

interface StartEitherProps {
  businessId: string | null;
  className?: string | undefined;
}

/** Two halves of one button: an inspection from afar, or on site. */
export function StartEither({ businessId, className = "" }: StartEitherProps) {
  const { t } = useTranslation();
  return (
    <Space.Compact className={className}>
      <StartInspection businessId={businessId} mode="remote">
        {t("today.remote")}
      </StartInspection>
      <StartInspection businessId={businessId} mode="on_site" icon={Footprints}>
        {t("today.onSite")}
      </StartInspection>
    </Space.Compact>
  );
}
