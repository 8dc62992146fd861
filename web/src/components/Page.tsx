import { Box } from "@mantine/core";
import type { ReactNode } from "react";

/** The margins of an ordinary screen. Screens that fill the window (talk, scenario editor) do without. */
export function Page({ children, maxWidth = 1280 }: { children: ReactNode; maxWidth?: number }) {
  return (
    <Box p={{ base: "sm", sm: "md", lg: "lg" }} maw={maxWidth} mx="auto" w="100%">
      {children}
    </Box>
  );
}
