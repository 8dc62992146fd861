import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/app/app.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "@/app/i18n";
import { cspNonce, shareNonce } from "@/app/nonce";
import { theme } from "@/app/theme";
import { Desk } from "./Desk";

const root = document.getElementById("root");
const client = new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } });

if (root) {
  shareNonce();
  void startI18n().then(() =>
    createRoot(root).render(
      <StrictMode>
        <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={cspNonce}>
          <QueryClientProvider client={client}>
            <Notifications position="top-center" />
            <Desk />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    ),
  );
}
