import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** Names the page in the browser's tab; a count of what waits stands in front. */
export function useTitle(title: string, waiting = 0): void {
  const { t } = useTranslation();
  const product = t("product");
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${title} · ${product}`;
  }, [title, product, waiting]);
}
