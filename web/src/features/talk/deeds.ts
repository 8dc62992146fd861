import { answer, api } from "@/api/client";
import type { Block } from "@/components/composer";

const at = (friendId: number) => ({ path: { friend_id: friendId } });

export const markConversation = (friendId: number, markId: number) =>
  answer(
    api.PUT("/api/v1/talk/conversations/{friend_id}/mark", {
      params: at(friendId),
      body: { mark_id: markId },
    }),
  );

export const assignConversation = (friendId: number, memberId: number | null) =>
  answer(
    api.PUT("/api/v1/talk/conversations/{friend_id}/assignee", {
      params: at(friendId),
      body: { member_id: memberId },
    }),
  );

export const readConversation = (friendId: number, seenAt: string) =>
  answer(
    api.POST("/api/v1/talk/conversations/{friend_id}/read", {
      params: at(friendId),
      body: { seen_at: seenAt },
    }),
  );

export const tellTyping = (friendId: number) =>
  answer(api.POST("/api/v1/talk/conversations/{friend_id}/typing", { params: at(friendId) }));

/** `key` makes a repetition harmless: the server answers as it did the first time, and sends nothing. */
export const sendReply = (friendId: number, blocks: Block[], key: string) =>
  answer(
    api.POST("/api/v1/friends/{friend_id}/messages", {
      params: { ...at(friendId), header: { "Idempotency-Key": key } },
      body: { blocks },
    }),
  );

export const scheduleReply = (friendId: number, blocks: Block[], dueAt: string, key: string) =>
  answer(
    api.POST("/api/v1/talk/conversations/{friend_id}/scheduled", {
      params: { ...at(friendId), header: { "Idempotency-Key": key } },
      body: { blocks, due_at: dueAt },
    }),
  );

export const cancelScheduled = (friendId: number, scheduledId: number) =>
  answer(
    api.DELETE("/api/v1/talk/conversations/{friend_id}/scheduled/{scheduled_id}", {
      params: { path: { friend_id: friendId, scheduled_id: scheduledId } },
    }),
  );

export const writeNote = (friendId: number, body: string) =>
  answer(api.POST("/api/v1/talk/conversations/{friend_id}/notes", { params: at(friendId), body: { body } }));

export const deleteNote = (friendId: number, noteId: number) =>
  answer(
    api.DELETE("/api/v1/talk/conversations/{friend_id}/notes/{note_id}", {
      params: { path: { friend_id: friendId, note_id: noteId } },
    }),
  );

export const writeMemo = (friendId: number, memo: string) =>
  answer(api.PATCH("/api/v1/friends/{friend_id}/memo", { params: at(friendId), body: { memo } }));

export const setTag = (friendId: number, tagId: number, isOn: boolean) => {
  const params = { path: { friend_id: friendId, tag_id: tagId } };
  return answer(
    isOn
      ? api.PUT("/api/v1/friends/{friend_id}/tags/{tag_id}", { params })
      : api.DELETE("/api/v1/friends/{friend_id}/tags/{tag_id}", { params }),
  );
};
