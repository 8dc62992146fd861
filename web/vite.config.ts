import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const enishi = `http://127.0.0.1:${process.env.ENISHI_PORT ?? "8000"}`;

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  plugins: [tanstackRouter({ target: "react", autoCodeSplitting: true }), react()],
  // The server puts a fresh value in the place of this word with every page: see docs/develop/web.md.
  html: { cspNonce: "ENISHI_CSP_NONCE" },
  build: {
    outDir: "../src/enishi/webapp",
    emptyOutDir: true,
    // An inlined picture would be a data: address in a style sheet.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(["/api", "/_allauth", "/m/"].map((path) => [path, { target: enishi }])),
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/test/setup.ts"],
    css: false,
    restoreMocks: true,
    // A busy machine takes its time; a test that hangs is still found.
    testTimeout: 30_000,
  },
});
