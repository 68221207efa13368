import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Neutral slate with one accent. Figures are tabular and there are no shadows (frame.css). */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", "Liberation Mono", monospace',
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.3" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } },
  },
  shadows: { xs: "none", sm: "none", md: "none", lg: "none", xl: "none" },
  colors: {
    gray: [
      "#f8fafc",
      "#f1f5f9",
      "#e2e8f0",
      "#cbd5e1",
      "#94a3b8",
      "#64748b",
      "#475569",
      "#334155",
      "#1e293b",
      "#0f172a",
    ],
    dark: [
      "#dbe1ea",
      "#b8c1cf",
      "#9ba6b8",
      "#68758c",
      "#414c5f",
      "#333d4e",
      "#262f3d",
      "#181f2a",
      "#121820",
      "#0b0f15",
    ],
    accent: [
      "#eef1fd",
      "#dfe4fa",
      "#bcc6f2",
      "#96a5ea",
      "#7487e3",
      "#5f74de",
      "#4a5fd0",
      "#3f52bb",
      "#3446a0",
      "#2a3985",
    ],
  },
  components: {
    // Words of some languages are long: a button grows rather than cuts them.
    Button: {
      defaultProps: { size: "sm" },
      styles: {
        root: { height: "auto", minHeight: "var(--button-height)", paddingBlock: 4 },
        label: { whiteSpace: "normal", lineHeight: 1.25, textAlign: "center", overflowWrap: "anywhere" },
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: "none", withinPortal: true } },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: "none", width: 300 } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Combobox: { defaultProps: { transitionProps: { duration: 80 } } },
  },
});

/** Mantine's own quiet text is too pale for WCAG AA on slate. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-text": "#1e293b",
    "--mantine-color-dimmed": "#556378",
    "--mantine-color-placeholder": "#647085",
    "--mantine-color-error": "#b42318",
    "--mantine-color-default-border": "#cbd5e1",
    "--mantine-color-anchor": "#3446a0",
  },
  dark: {
    "--mantine-color-text": "#dbe1ea",
    "--mantine-color-dimmed": "#a3aec0",
    "--mantine-color-placeholder": "#96a2b5",
    "--mantine-color-error": "#fda29b",
    "--mantine-color-default-border": "#3a4557",
    "--mantine-color-anchor": "#aebbf5",
  },
});
