import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

const at = (friendId: number) => ({ params: { path: { friend_id: friendId } } });

export const customerOfFriendQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["customers", "of-friend", friendId],
    queryFn: async () =>
      (await answer(api.GET("/api/v1/friends/{friend_id}/customer", at(friendId)))).customer,
  });

export const ordersOfFriendQuery = (friendId: number) =>
  queryOptions({
    queryKey: ["customers", "orders-of-friend", friendId],
    queryFn: async () => (await answer(api.GET("/api/v1/friends/{friend_id}/orders", at(friendId)))).items,
  });
