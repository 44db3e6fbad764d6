import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { BackButton } from "../parts/BackButton";
import { CopyButton } from "../parts/CopyButton";
import { Failure, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import styles from "./TipCodePage.module.css";
import { tipCodeQuery, tipPageQuery } from "./tips";

/** A sheet to print and put up where customers see it. */
export function TipCodePage() {
  const { t } = useTranslation();
  const { businessId = "" } = useParams();
  const code = useQuery(tipCodeQuery(businessId));
  const page = useQuery(tipPageQuery(businessId));
  useTitle(t("tip.code"));
  return (
    <>
      <PageHeader back={<BackButton />} title={t("tip.code")}>
        <Button
          icon={<Printer size={16} aria-hidden="true" />}
          disabled={code.data === undefined}
          onClick={() => print()}
        >
          {t("tip.print")}
        </Button>
      </PageHeader>
      {code.isError ? (
        <Failure error={code.error} retry={() => void code.refetch()} />
      ) : (
        <section className={styles.sheet} aria-label={t("tip.code")}>
          {code.data === undefined ? (
            <Skeletons count={1} height={360} />
          ) : (
            <>
              <p className={styles.product}>{t("product")}</p>
              <h2>{page.data?.business}</h2>
              <img src={code.data.qr} alt={t("tip.codeAlt")} width={260} height={260} data-testid="tip-qr" />
              <p className={styles.lead}>{t("tip.scan")}</p>
              <p className={styles.soft}>{t("tip.scanHint")}</p>
              <p className={styles.address}>
                {code.data.url}
                <CopyButton text={code.data.url} label={t("codes.copy")} />
              </p>
            </>
          )}
        </section>
      )}
    </>
  );
}
