import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18n from "i18next";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { RouterProvider } from "react-router/dom";
import { ApiError } from "./api/client";
import { sessionQuery, watchSession } from "./api/session";
import { startLanguage } from "./i18n/language";
import { LiveContext } from "./live/context";
import { LiveUpdates } from "./live/updates";
import { router } from "./router";
import "./theme/base.css";
import { Theme } from "./theme/Theme";

const MOST_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // An answer that says "no" will not become a "yes" by asking again.
      retry: (failures, error) =>
        failures < MOST_RETRIES && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});
watchSession(queries);
void queries.prefetchQuery(sessionQuery);
const live = new LiveUpdates(queries);

i18n.use(initReactI18next);
await startLanguage();

const root = document.getElementById("root");
if (root === null) throw new Error("no #root in the page");
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Theme>
          <LiveContext value={live}>
            <RouterProvider router={router} />
          </LiveContext>
        </Theme>
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);
