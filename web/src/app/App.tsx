import {
  createTheme,
  Drawer,
  MantineProvider,
  Modal,
  mergeThemeOverrides,
  Notification,
} from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cspNonce } from "./nonce";
import { queryClient } from "./queryClient";
import { router } from "./router";
import { theme } from "./theme";

export function App() {
  const { t } = useTranslation();
  const close = t("action.close");
  const named = useMemo(() => mergeThemeOverrides(theme, withNamesOf(close)), [close]);
  return (
    <MantineProvider theme={named} defaultColorScheme="auto" getStyleNonce={cspNonce}>
      <QueryClientProvider client={queryClient}>
        <ModalsProvider labels={{ confirm: t("action.confirm"), cancel: t("action.cancel") }}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Whatever can be closed says so to those who do not see the cross. */
function withNamesOf(close: string) {
  const closeButtonProps = { "aria-label": close };
  return createTheme({
    components: {
      Drawer: Drawer.extend({ defaultProps: { closeButtonProps } }),
      Modal: Modal.extend({ defaultProps: { closeButtonProps } }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps } }),
    },
  });
}
