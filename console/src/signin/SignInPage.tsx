import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { LockKeyhole, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { sessionQuery, signIn } from "../api/session";
import { useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { landing } from "../shell/pages";
import styles from "./SignInPage.module.css";

interface Credentials {
  username: string;
  password: string;
}

export function SignInPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const problem = useSignInProblem();
  const attempt = useMutation({
    mutationFn: ({ username, password }: Credentials) => signIn(queries, username.trim(), password),
  });
  useTitle(t("signIn.title"));

  if (session) return <Navigate to={landing(search.get("next"), session.user.role)} replace />;
  return (
    <div className={styles.page}>
      <header className={styles.brand} data-theme="dark">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <p className={styles.product}>明厨亮灶</p>
        <p className={styles.latin}>brightkitchen</p>
        <p className={styles.lead}>{t("signIn.lead")}</p>
        <p className={styles.privacy}>{t("signIn.privacy")}</p>
      </header>
      <main className={styles.side}>
        <LanguageSwitch className={styles.language} />
        <Form<Credentials>
          className={styles.form}
          layout="vertical"
          size="large"
          requiredMark={false}
          onFinish={(credentials) => attempt.mutate(credentials)}
        >
          <h1 className={styles.title}>{t("signIn.title")}</h1>
          <Form.Item
            name="username"
            label={t("signIn.username")}
            rules={[{ required: true, whitespace: true, message: t("signIn.usernameMissing") }]}
          >
            <Input
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              prefix={<UserRound size={16} aria-hidden="true" />}
              data-testid="username"
            />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("signIn.password")}
            rules={[{ required: true, message: t("signIn.passwordMissing") }]}
          >
            <Input.Password
              autoComplete="current-password"
              prefix={<LockKeyhole size={16} aria-hidden="true" />}
              data-testid="password"
            />
          </Form.Item>
          <p className={styles.error} role="alert">
            {attempt.isError && problem(attempt.error)}
          </p>
          <Button type="primary" htmlType="submit" block loading={attempt.isPending} data-testid="sign-in">
            {t("signIn.submit")}
          </Button>
        </Form>
      </main>
    </div>
  );
}

function useSignInProblem(): (error: unknown) => string {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (error) => {
    if (error instanceof ApiError && error.code === "invalid_credentials") return t("signIn.invalid");
    if (error instanceof ApiError && error.code === "too_many_attempts") {
      return t("signIn.tooMany", { count: error.retryAfterS ?? 60 });
    }
    return words(error);
  };
}
