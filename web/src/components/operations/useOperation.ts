import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { OperationDetailOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";
import { operationQuery } from "./queries";
import { isActive } from "./state";

export type OperationDeed = "cancel" | "resume" | "undo";

const ADDRESSES = {
  cancel: "/api/v1/operations/{operation_id}/cancel",
  resume: "/api/v1/operations/{operation_id}/resume",
  undo: "/api/v1/operations/{operation_id}/undo",
} as const;

/** One operation, kept up to date while it goes on. `onOver` is called when it ends under the reader's eyes. */
export function useOperation(id: number | null, onOver?: (operation: OperationDetailOut) => void) {
  const query = useQuery({ ...operationQuery(id ?? 0), enabled: id !== null });
  const wasActive = useRef(false);
  const latest = useRef(onOver);
  latest.current = onOver;
  const { data } = query;
  useEffect(() => {
    if (!data) return;
    const isAtWork = isActive(data);
    if (wasActive.current && !isAtWork) latest.current?.(data);
    wasActive.current = isAtWork;
  }, [data]);
  return query;
}

/** Stops, resumes or undoes an operation, and says that it did. */
export function useOperationDeed(id: number) {
  const { t } = useTranslation("operations");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: OperationDeed) =>
      answer(api.POST(ADDRESSES[deed], { params: { path: { operation_id: id } } })),
    onSettled: () => void client.invalidateQueries({ queryKey: ["operations"] }),
    onSuccess: (_, deed) => notifications.show({ color: "teal", message: t(`did.${deed}`) }),
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
}
