import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const simulator = `http://127.0.0.1:${process.env.SIMULATOR_CONTROL_PORT ?? "9103"}`;

// The virtual phones: a page of its own, served by the simulator, that shares the drawing code of src/line.
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  plugins: [react()],
  html: { cspNonce: "ENISHI_CSP_NONCE" },
  publicDir: false,
  build: {
    outDir: "../src/line_simulator/phone",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: "phone.html" },
  },
  server: { proxy: { "/control": { target: simulator } } },
});
