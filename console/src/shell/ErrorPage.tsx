import { Button } from "antd";
import { TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Notice } from "../parts/States";

/** Shown in place of a page that failed to load or to render; the rest of the console stays usable. */
export function ErrorPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <div role="alert">
      <Notice icon={TriangleAlert} title={t("error.title")} body={t("error.body")}>
        <Button type="primary" onClick={() => location.reload()}>
          {t("error.reload")}
        </Button>
      </Notice>
    </div>
  );
}
