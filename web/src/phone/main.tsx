import "@mantine/core/styles.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { cspNonce } from "@/app/nonce";
import { theme } from "@/app/theme";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={cspNonce} />,
  );
