import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { OrderStatus, SuggestionState } from "@/api/schema.gen";

const PAGE = 50;

export interface CustomerSearch {
  q?: string;
  state?: "archived";
  order?: "bought";
}

export const customersQuery = ({ q, state, order }: CustomerSearch) =>
  infiniteQueryOptions({
    queryKey: ["customers", "list", q ?? "", state ?? "active", order ?? "newest"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = { q, state, order, cursor: pageParam, limit: PAGE };
      return answer(api.GET("/api/v1/customers", { params: { query } }));
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const customerQuery = (customerId: number) =>
  queryOptions({
    queryKey: ["customers", "one", customerId],
    queryFn: () =>
      answer(api.GET("/api/v1/customers/{customer_id}", { params: { path: { customer_id: customerId } } })),
  });

export const customersNamedQuery = (q: string) =>
  queryOptions({
    queryKey: ["customers", "named", q],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/customers", { params: { query: { q, limit: 8 } } }))).items,
    placeholderData: keepPreviousData,
  });

export const friendsNamedQuery = (name: string) =>
  queryOptions({
    queryKey: ["friends", "named-anywhere", name],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/friends", { params: { query: { name, limit: 8 } } }))).items,
    enabled: name !== "",
    placeholderData: keepPreviousData,
  });

/** Not below "customers": once the two are merged there is nothing left to preview. */
export const mergePreviewQuery = (customerId: number, otherId: number) =>
  queryOptions({
    queryKey: ["merge-preview", customerId, otherId],
    queryFn: () =>
      answer(
        api.GET("/api/v1/customers/{customer_id}/merge-preview", {
          params: { path: { customer_id: customerId }, query: { other_id: otherId } },
        }),
      ),
  });

export const matchesQuery = (state: SuggestionState, customerId?: number) =>
  infiniteQueryOptions({
    queryKey: ["customers", "matches", state, customerId ?? null],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = { state, customer_id: customerId, cursor: pageParam, limit: 20 };
      return answer(api.GET("/api/v1/customer-suggestions", { params: { query } }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });

export const matchCountQuery = queryOptions({
  queryKey: ["customers", "match-count"],
  queryFn: async () => (await answer(api.GET("/api/v1/customer-suggestions/count"))).open,
});

export interface OrderSearch {
  number?: string;
  status?: OrderStatus;
  product?: number;
}

export const ordersQuery = ({ number, status, product }: OrderSearch, customerId?: number) =>
  infiniteQueryOptions({
    queryKey: ["customers", "orders", customerId ?? null, number ?? "", status ?? "", product ?? null],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = {
        number,
        status,
        product_id: product,
        customer_id: customerId,
        cursor: pageParam,
        limit: customerId ? 20 : PAGE,
      };
      return answer(api.GET("/api/v1/orders", { params: { query } }));
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const productsQuery = (q: string, withArchived: boolean) =>
  infiniteQueryOptions({
    queryKey: ["customers", "products", q, withArchived],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = { q, with_archived: withArchived, cursor: pageParam, limit: PAGE };
      return answer(api.GET("/api/v1/products", { params: { query } }));
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const settingsQuery = queryOptions({
  queryKey: ["customers", "settings"],
  queryFn: () => answer(api.GET("/api/v1/customer-settings")),
});

export const sweepsQuery = queryOptions({
  queryKey: ["customers", "sweeps"],
  queryFn: async () => (await answer(api.GET("/api/v1/customer-sweeps"))).items,
});

export const staleQuery = (months: number) =>
  queryOptions({
    queryKey: ["customers", "stale", months],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/customer-sweeps/preview", { params: { query: { months } } }))).customers,
    placeholderData: keepPreviousData,
  });
