import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/language";
import { useNow } from "./clock";
import { absoluteTime, duration, relativeTime } from "./relative";

/** A moment as its age; the full date, time and zone on hover. */
export function When({ at, testId }: { at: string; testId?: string }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={absoluteTime(moment, language)} data-testid={testId}>
      {relativeTime(moment, now, language, t("time.justNow"))}
    </time>
  );
}

/** How long something took, or has been taking when `to` is null. */
export function Lasting({ from, to }: { from: string; to: string | null }) {
  return to === null ? <Running from={from} /> : <Length ms={Date.parse(to) - Date.parse(from)} />;
}

function Running({ from }: { from: string }) {
  return <Length ms={useNow("second") - Date.parse(from)} />;
}

function Length({ ms }: { ms: number }) {
  const [language] = useLanguage();
  return <span>{duration(ms, language)}</span>;
}
