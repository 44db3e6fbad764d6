import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => {
  const api = loadEnv(mode, ".", "BRIGHTKITCHEN_").BRIGHTKITCHEN_API ?? "http://127.0.0.1:8000";
  return {
    plugins: [react()],
    build: {
      outDir: "../api/static",
      emptyOutDir: true,
      // The content security policy allows pictures from the service itself only.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
    },
    server: { proxy: { "/api": { target: api, changeOrigin: false } } },
    test: { include: ["src/**/*.test.ts"], environment: "node" },
  };
});
