import { IconPencil } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/app/live";
import { useMe } from "@/app/session";
import classes from "./talk.module.css";

/** Longer than the pause between two signs of somebody who goes on typing. */
const SHOWN_MS = 7_000;

/** A colleague is writing to the same friend: said before two answers go out. */
export function TypingNote({ friendId }: { friendId: number }) {
  const { t } = useTranslation("talk");
  const me = useMe();
  const [name, setName] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive("typing", (change) => {
    if (change.friend_id !== friendId || change.by_id === me.user?.id) return;
    setName(change.by ?? null);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setName(null), SHOWN_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div role="status" className={classes.typing} data-shown={name ? true : undefined}>
      {name ? (
        <>
          <IconPencil size={14} aria-hidden />
          {t("typing", { name })}
        </>
      ) : null}
    </div>
  );
}
