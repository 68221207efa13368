import "./mantine-styles.ts";
// In this order: later rules win over earlier ones.
import "./frame.css";
import "./agent.css";
import "./lists.css";
import "./verified-calling.css";
import "./small-screens.css";
import "./forms.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ApiError } from "../api/client.ts";
import { watchEntrance } from "../api/entrance.ts";
import { startTranslation } from "../i18n/index.ts";
import { App } from "./app.tsx";
import { resolver, theme } from "./theme.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal will not change by asking again; a server that is away may come back.
      retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
});

watchEntrance();
const root = document.getElementById("root");
if (root !== null) {
  await startTranslation();
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={resolver} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
