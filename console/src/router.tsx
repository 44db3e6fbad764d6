import type { ComponentType } from "react";
import { createBrowserRouter, Navigate } from "react-router";
import { loadWords } from "./i18n/language";
import { ErrorPage } from "./shell/ErrorPage";
import { Home, Missing, RequireRole, RequireSession } from "./shell/Guards";
import { Splash } from "./shell/Splash";

const withWords = (part: "setup" | "walk", page: () => Promise<ComponentType>) => async () => {
  const [Component] = await Promise.all([page(), loadWords(part)]);
  return { Component };
};

export const router = createBrowserRouter([
  {
    path: "/sign-in",
    lazy: async () => ({ Component: (await import("./signin/SignInPage")).SignInPage }),
    HydrateFallback: Splash,
    ErrorBoundary: ErrorPage,
  },
  {
    path: "/publish/:cameraId",
    lazy: async () => ({ Component: (await import("./publish/PublishPage")).PublishPage }),
    HydrateFallback: Splash,
    ErrorBoundary: ErrorPage,
  },
  {
    path: "/tip/:businessId",
    lazy: async () => ({ Component: (await import("./tip/TipPage")).TipPage }),
    HydrateFallback: Splash,
    ErrorBoundary: ErrorPage,
  },
  {
    path: "/",
    Component: RequireSession,
    HydrateFallback: Splash,
    ErrorBoundary: ErrorPage,
    children: [
      {
        Component: RequireRole,
        ErrorBoundary: ErrorPage,
        children: [
          { index: true, Component: Home },
          {
            path: "wall",
            lazy: async () => ({ Component: (await import("./wall/WallPage")).WallPage }),
          },
          {
            path: "today",
            lazy: async () => ({ Component: (await import("./today/TodayPage")).TodayPage }),
          },
          {
            path: "overview",
            lazy: async () => ({ Component: (await import("./overview/OverviewPage")).OverviewPage }),
          },
          {
            path: "businesses",
            lazy: async () => ({ Component: (await import("./businesses/BusinessesPage")).BusinessesPage }),
          },
          {
            path: "businesses/:id",
            lazy: async () => ({ Component: (await import("./businesses/BusinessPage")).BusinessPage }),
          },
          {
            path: "shop",
            lazy: async () => ({ Component: (await import("./businesses/BusinessPage")).OwnBusinessPage }),
          },
          {
            path: "tasks",
            lazy: async () => ({ Component: (await import("./tasks/TasksPage")).TasksPage }),
          },
          {
            path: "inbox",
            lazy: async () => ({ Component: (await import("./inbox/InboxPage")).InboxPage }),
          },
          {
            path: "cases",
            lazy: async () => ({ Component: (await import("./cases/CasesPage")).CasesPage }),
          },
          {
            path: "cases/new",
            lazy: async () => ({ Component: (await import("./cases/NewCasePage")).NewCasePage }),
          },
          {
            path: "tip-code/:businessId",
            lazy: async () => ({ Component: (await import("./tip/TipCodePage")).TipCodePage }),
          },
          {
            path: "cases/:id",
            lazy: async () => ({ Component: (await import("./cases/CasePage")).CasePage }),
          },
          {
            path: "self-checks",
            lazy: async () => ({ Component: (await import("./selfchecks/SelfChecksPage")).SelfChecksPage }),
          },
          {
            path: "self-checks/file/:kind/:first?",
            lazy: async () => ({ Component: (await import("./selfchecks/FilePage")).FilePage }),
          },
          {
            path: "self-checks/:id",
            lazy: async () => ({ Component: (await import("./selfchecks/RecordPage")).RecordPage }),
          },
          {
            path: "history",
            lazy: async () => ({ Component: (await import("./history/HistoryPage")).HistoryPage }),
          },
          {
            path: "history/accounts",
            lazy: withWords("setup", async () => (await import("./accounts/ActsPage")).ActsPage),
          },
          {
            path: "camera-health",
            lazy: async () => ({ Component: (await import("./health/HealthPage")).HealthPage }),
          },
          {
            path: "violations/:id",
            lazy: async () => ({ Component: (await import("./violation/ViolationPage")).ViolationPage }),
          },
          {
            path: "cameras/:id/publish",
            lazy: async () => ({ Component: (await import("./publish/CodePage")).CodePage }),
          },
          {
            path: "settings",
            lazy: withWords("setup", async () => (await import("./settings/SettingsPage")).SettingsPage),
            children: [
              { index: true, element: <Navigate to="/settings/cameras" replace /> },
              {
                path: "cameras",
                lazy: async () => ({
                  Component: (await import("./settings/cameras/CamerasPage")).CamerasPage,
                }),
              },
              {
                path: "cameras/new",
                lazy: async () => ({
                  Component: (await import("./settings/cameras/NewCameraPage")).NewCameraPage,
                }),
              },
              {
                path: "cameras/import",
                lazy: async () => ({ Component: (await import("./settings/cameras/ImportPage")).ImportPage }),
              },
              {
                path: "cameras/:id",
                lazy: async () => ({ Component: (await import("./settings/cameras/CameraPage")).CameraPage }),
              },
              {
                path: "places",
                lazy: async () => ({
                  Component: (await import("./settings/places/PlacesPage")).PlacesPage,
                }),
              },
              {
                path: "accounts",
                lazy: async () => ({
                  Component: (await import("./settings/accounts/AccountsPage")).AccountsPage,
                }),
              },
            ],
          },
          {
            path: "captures",
            lazy: async () => ({ Component: (await import("./capture/CapturesPage")).CapturesPage }),
          },
          {
            path: "captures/:id",
            lazy: async () => ({ Component: (await import("./capture/CapturePage")).CapturePage }),
          },
          {
            path: "inspections",
            lazy: async () => ({ Component: (await import("./inspection/InspectionsPage")).InspectionsPage }),
          },
          {
            path: "inspections/:id",
            lazy: withWords("walk", async () => (await import("./inspection/InspectionPage")).InspectionPage),
          },
          {
            path: "bulletins",
            lazy: async () => ({ Component: (await import("./bulletins/BulletinsPage")).BulletinsPage }),
          },
          {
            path: "bulletins/:id",
            lazy: async () => ({ Component: (await import("./bulletins/BulletinPage")).BulletinPage }),
          },
          {
            path: "campaigns",
            lazy: withWords("setup", async () => (await import("./campaigns/CampaignsPage")).CampaignsPage),
          },
          {
            path: "completion",
            lazy: withWords("setup", async () => (await import("./tasks/CompletionPage")).CompletionPage),
          },
          {
            path: "trainings",
            lazy: async () => ({ Component: (await import("./trainings/TrainingsPage")).TrainingsPage }),
          },
          {
            path: "areas",
            lazy: async () => ({ Component: (await import("./office/AreasPage")).AreasPage }),
          },
          {
            path: "import",
            lazy: withWords("setup", async () => (await import("./office/ImportPage")).ImportPage),
          },
          {
            path: "policies/:topic?",
            lazy: withWords("setup", async () => (await import("./office/PoliciesPage")).PoliciesPage),
          },
          {
            path: "commitment",
            lazy: async () => ({ Component: (await import("./commitment/CommitmentPage")).CommitmentPage }),
          },
          { path: "*", Component: Missing },
        ],
      },
    ],
  },
]);
