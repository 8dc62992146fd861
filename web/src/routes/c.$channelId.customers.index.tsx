import { createFileRoute } from "@tanstack/react-router";
import { CustomersPage } from "@/features/customers/CustomersPage";
import { type CustomerSearch, customersQuery } from "@/features/customers/queries";

export const Route = createFileRoute("/c/$channelId/customers/")({
  validateSearch: (search): CustomerSearch => ({
    q: typeof search.q === "string" || typeof search.q === "number" ? String(search.q) : undefined,
    state: search.state === "archived" ? "archived" : undefined,
    order: search.order === "bought" ? "bought" : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(customersQuery(deps)),
  component: CustomersPage,
});
