import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Segmented, Select } from "antd";
import { Cable } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { placesQuery } from "../../api/queries";
import { type Address, type CameraGiven, type CameraSettings, testCamera } from "../../api/settings";
import type { Camera } from "../../api/types";
import { useBusinesses } from "../../parts/useBusinesses";
import { useWords } from "../../parts/words";
import { useSettingProblem } from "../problems";
import styles from "./CameraForm.module.css";
import { TestResult } from "./TestResult";

interface CameraFormProps {
  /** The camera as it is; null for a new one. */
  settings: CameraSettings | null;
  isSending: boolean;
  failure: unknown;
  send: (given: CameraGiven, changes: Partial<CameraGiven>) => void;
  children?: ReactNode;
}

const KINDS: readonly Camera["kind"][] = ["rtsp", "whip"];

/** A camera's settings beside a live test of its addresses. An address that is kept is never shown. */
export function CameraForm({ settings, isSending, failure, send, children }: CameraFormProps) {
  const { t } = useTranslation();
  const words = useWords();
  const problem = useSettingProblem();
  const known = settings?.camera;
  const places = useQuery(placesQuery);
  const [business, setBusiness] = useState<string | undefined>(known?.business.id);
  const [typed, setTyped] = useState("");
  const businesses = useBusinesses(typed, business === undefined ? [] : [business], settings === null);
  const [name, setName] = useState(known?.name ?? "");
  const [place, setPlace] = useState<string | undefined>(known?.place);
  const [kind, setKind] = useState<Camera["kind"]>(known?.kind ?? "rtsp");
  const [url, setUrl] = useState("");
  const [subUrl, setSubUrl] = useState("");
  const [dropsSub, setDropsSub] = useState(false);
  const [process, setProcess] = useState(known?.key_process ?? "");
  const [tried, setTried] = useState(false);

  const rtsp = kind === "rtsp";
  const keepsUrl = known?.kind === "rtsp" && settings?.address !== null;
  const lacks = {
    business: business === undefined,
    name: name.trim() === "",
    place: place === undefined,
    url: rtsp && url.trim() === "" && !keepsUrl,
  };
  const addresses = () => ({
    ...(url.trim() === "" ? {} : { url: url.trim() }),
    ...(subUrl.trim() !== "" ? { sub_url: subUrl.trim() } : dropsSub ? { sub_url: null } : {}),
  });
  const test = useMutation({ mutationFn: () => testCamera(known?.id ?? null, addresses()) });

  const submit = () => {
    setTried(true);
    if (Object.values(lacks).some(Boolean) || business === undefined || place === undefined) return;
    const common = { name: name.trim(), place, kind, key_process: process.trim() };
    send(
      { ...common, business_id: business, url: url.trim() || null, sub_url: subUrl.trim() || null },
      { ...common, ...(rtsp ? addresses() : {}) },
    );
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      autoComplete="off"
    >
      <div className={styles.fields}>
        <Field id="camera-business" label={t("settings.field.business")} wrong={tried && lacks.business}>
          {known === undefined ? (
            <Select
              id="camera-business"
              showSearch={{ filterOption: false, onSearch: setTyped }}
              placeholder={t("settings.chooseBusiness")}
              loading={businesses.isFetching}
              value={business}
              onChange={setBusiness}
              options={businesses.items.map(({ id, name: label }) => ({ value: id, label }))}
            />
          ) : (
            <p className={styles.fixed}>{known.business.name}</p>
          )}
        </Field>
        <Field id="camera-name" label={t("settings.field.name")} wrong={tried && lacks.name}>
          <Input
            id="camera-name"
            value={name}
            maxLength={200}
            placeholder={t("settings.namePlaceholder")}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field
          id="camera-place"
          label={t("settings.field.place")}
          wrong={tried && lacks.place}
          hint={
            known?.accepted_at && place !== known.place ? t("settings.placeChangesAcceptance") : undefined
          }
        >
          <Select
            id="camera-place"
            placeholder={t("settings.choosePlace")}
            loading={places.isPending}
            value={place}
            onChange={setPlace}
            options={
              places.data?.map((item) => ({
                value: item.key,
                label: words(item.name),
                disabled: item.filming === "never",
                ...(item.filming === "never"
                  ? { label: `${words(item.name)} · ${t("settings.filming.never")}` }
                  : {}),
              })) ?? []
            }
          />
        </Field>
        <Field id="camera-process" label={t("settings.field.process")} hint={t("settings.processHint")}>
          <Input
            id="camera-process"
            value={process}
            maxLength={200}
            placeholder={t("settings.processPlaceholder")}
            onChange={(event) => setProcess(event.target.value)}
          />
        </Field>
        <Field id="camera-kind" label={t("settings.field.kind")} hint={t(`settings.kindHint.${kind}`)}>
          <Segmented<Camera["kind"]>
            id="camera-kind"
            value={kind}
            onChange={setKind}
            options={KINDS.map((value) => ({ value, label: t(`settings.kind.${value}`) }))}
          />
        </Field>
        {rtsp && (
          <>
            <Field
              id="camera-url"
              label={t("settings.field.url")}
              wrong={tried && lacks.url}
              hint={keepsUrl ? kept(settings?.address) : t("settings.urlHint")}
            >
              <Input
                id="camera-url"
                value={url}
                spellCheck={false}
                placeholder={keepsUrl ? t("settings.unchanged") : "rtsp://user:password@192.168.1.20/stream1"}
                onChange={(event) => setUrl(event.target.value)}
              />
            </Field>
            <Field
              id="camera-sub"
              label={t("settings.field.subUrl")}
              hint={
                settings?.sub_address && !dropsSub ? (
                  <>
                    {kept(settings.sub_address)}{" "}
                    <button type="button" className={styles.drop} onClick={() => setDropsSub(true)}>
                      {t("settings.dropSub")}
                    </button>
                  </>
                ) : (
                  t("settings.subHint")
                )
              }
            >
              <Input
                id="camera-sub"
                value={subUrl}
                spellCheck={false}
                placeholder={
                  settings?.sub_address && !dropsSub
                    ? t("settings.unchanged")
                    : "rtsp://user:password@192.168.1.20/stream2"
                }
                onChange={(event) => setSubUrl(event.target.value)}
              />
            </Field>
          </>
        )}
        {failure !== null && (
          <Alert type="error" showIcon title={problem(failure)} data-testid="camera-failure" />
        )}
        <div className={styles.buttons}>
          <Button type="primary" htmlType="submit" loading={isSending} data-testid="camera-save">
            {t(known === undefined ? "settings.addCamera" : "settings.save")}
          </Button>
          {children}
        </div>
      </div>
      <div className={styles.test}>
        <div className={styles.testHead}>
          <h2>{t("settings.test")}</h2>
          <Button
            icon={<Cable size={16} aria-hidden="true" />}
            loading={test.isPending}
            disabled={(rtsp && url.trim() === "" && !keepsUrl) || (!rtsp && known?.kind !== "whip")}
            onClick={() => test.mutate()}
            data-testid="camera-test"
          >
            {t("settings.runTest")}
          </Button>
        </div>
        {test.isPending ? (
          <p className={styles.waiting} role="status">
            {t("settings.testing")}
          </p>
        ) : test.isError ? (
          <Alert type="error" showIcon title={problem(test.error)} />
        ) : test.data !== undefined ? (
          <TestResult test={test.data} />
        ) : (
          <p className={styles.waiting}>{t(rtsp ? "settings.testHint" : "settings.whipHint")}</p>
        )}
      </div>
    </form>
  );

  function kept(address: Address | null | undefined): string {
    if (!address) return "";
    return t(address.has_credentials ? "settings.keptWithPassword" : "settings.kept", { host: address.host });
  }
}

interface FieldProps {
  id: string;
  label: string;
  wrong?: boolean;
  hint?: ReactNode;
  children: ReactNode;
}

function Field({ id, label, wrong = false, hint, children }: FieldProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.field} data-wrong={wrong}>
      <label htmlFor={id}>{label}</label>
      {children}
      {wrong ? (
        <p className={styles.missing} role="alert">
          {t("settings.missing")}
        </p>
      ) : (
        hint && <p className={styles.hint}>{hint}</p>
      )}
    </div>
  );
}
