import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** 藍: the one accent. LINE's green is LINE's and appears in phone previews only. */
const ai: MantineColorsTuple = [
  "#eef3fc",
  "#dbe4f5",
  "#b5c7ea",
  "#8ca8e0",
  "#6a8ed8",
  "#547ed3",
  "#4876d1",
  "#3964ba",
  "#2f59a7",
  "#214c94",
];

export const theme = createTheme({
  primaryColor: "ai",
  primaryShade: { light: 7, dark: 7 },
  colors: { ai },
  autoContrast: true,
  fontFamily:
    'system-ui, -apple-system, "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.25rem" }, h2: { fontSize: "1.0625rem" }, h3: { fontSize: "0.9375rem" } },
  },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
});
