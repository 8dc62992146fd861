import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const scenariosQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["scenarios", channelId, "list"],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/scenarios", { params: { query: { channel_id: channelId } } }))).items,
  });

export const scenarioQuery = (scenarioId: number) =>
  queryOptions({
    queryKey: ["scenarios", "one", scenarioId],
    queryFn: () =>
      answer(api.GET("/api/v1/scenarios/{scenario_id}", { params: { path: { scenario_id: scenarioId } } })),
  });

export const numbersQuery = (scenarioId: number) =>
  queryOptions({
    queryKey: ["deliveries", "scenario", scenarioId],
    queryFn: () =>
      answer(
        api.GET("/api/v1/scenarios/{scenario_id}/numbers", { params: { path: { scenario_id: scenarioId } } }),
      ),
  });

export const insideQuery = (scenarioId: number, position: number | undefined) =>
  queryOptions({
    queryKey: ["scenarios", "inside", scenarioId, position],
    queryFn: () =>
      answer(
        api.GET("/api/v1/scenarios/{scenario_id}/enrolments", {
          params: { path: { scenario_id: scenarioId }, query: { state: "active", position, limit: 50 } },
        }),
      ),
  });

/** Rules of the account; some of them start scenarios. */
export const rulesQuery = (channelId: number) =>
  queryOptions({
    queryKey: ["rules", channelId],
    queryFn: () => answer(api.GET("/api/v1/rules", { params: { query: { channel_id: channelId } } })),
  });

export const tagsQuery = queryOptions({
  queryKey: ["friends", "tags"],
  queryFn: async () => (await answer(api.GET("/api/v1/tags"))).items,
});

export const friendsNamedQuery = (channelId: number, name: string) =>
  queryOptions({
    queryKey: ["friends", channelId, "named", name],
    queryFn: async () =>
      (
        await answer(
          api.GET("/api/v1/friends", {
            params: { query: { channel_id: channelId, name, status: "following", limit: 20 } },
          }),
        )
      ).items,
  });
