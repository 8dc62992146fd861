import { useLocalStorage } from "@mantine/hooks";
import { useCallback, useEffect } from "react";

/** One phone on the desk: whose it is, and which account's chat is open (null: the home). */
export interface OpenPhone {
  userId: string;
  channelId: string | null;
}

export const MOST_PHONES = 6;
const USER_ID = /^U[0-9a-f]{32}$/;

function isOpenPhone(value: unknown): value is OpenPhone {
  const given = value as Partial<OpenPhone> | null;
  return (
    USER_ID.test(given?.userId ?? "") && (given?.channelId === null || typeof given?.channelId === "string")
  );
}

/** What was kept from the last visit, without what is none of ours. */
export function readPhones(text: string | undefined): OpenPhone[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isOpenPhone).slice(0, MOST_PHONES) : [];
  } catch {
    return [];
  }
}

/** What a link to this page may ask for: `?channel=…` the account to begin with, `?user=…` whose phone to open. */
export function askedInAddress(search: string): { userId?: string; channelId?: string } {
  const asked = new URLSearchParams(search);
  const userId = asked.get("user") ?? "";
  return { userId: USER_ID.test(userId) ? userId : undefined, channelId: asked.get("channel") ?? undefined };
}

/** The phones that lie on the desk; they are still there after a reload. */
export function useOpenPhones() {
  const [phones, setPhones] = useLocalStorage<OpenPhone[]>({
    key: "virtual-line.phones",
    defaultValue: [],
    deserialize: readPhones,
    getInitialValueInEffect: false,
  });
  const open = useCallback(
    (userId: string, channelId: string | null) =>
      setPhones((before) => {
        const isThere = before.some((phone) => phone.userId === userId);
        const others = isThere ? before : before.slice(-(MOST_PHONES - 1));
        if (!isThere) return [...others, { userId, channelId }];
        return others.map((phone) => (phone.userId === userId ? { userId, channelId } : phone));
      }),
    [setPhones],
  );
  const close = useCallback(
    (userId: string) => setPhones((before) => before.filter((phone) => phone.userId !== userId)),
    [setPhones],
  );
  useEffect(() => {
    const { userId, channelId } = askedInAddress(location.search);
    if (userId) open(userId, channelId ?? null);
  }, [open]);
  return { phones, open, close };
}
