import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBan, IconChevronLeft, IconMenu2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QuickReplies, quickRepliesOf } from "@/line";
import { type Asked, AskedFor } from "./AskedFor";
import styles from "./chat.module.css";
import { Entries } from "./Entries";
import phone from "./handset.module.css";
import { InputBar } from "./InputBar";
import { useAct, useChat } from "./queries";
import { RichMenuPanel } from "./RichMenuPanel";
import { useTaps } from "./useTaps";

interface Props {
  channelId: string;
  userId: string;
  onHome: () => void;
}

/** The chat with one account, with everything that a friend can do in it. */
export function Chat({ channelId, userId, onHome }: Props) {
  const { t } = useTranslation("phone");
  const { data: chat } = useChat(channelId, userId);
  const [asked, ask] = useState<Asked | null>(null);
  const [draft, setDraft] = useState("");
  const [menuChoice, setMenuChoice] = useState<boolean>();
  const act = useAct(channelId);
  const fail = () => notifications.show({ color: "red", message: t("refused") });
  const perform = (type: string, fields: object = {}) =>
    act.mutateAsync({ type, user_id: userId, ...fields }).catch(fail);
  const isMenuOpen = menuChoice ?? chat?.rich_menu?.selected ?? false;
  const onTap = useTaps({ perform, ask, fill: setDraft, showMenu: setMenuChoice });
  if (!chat) return null;
  const isBlocked = chat.user.status === "blocked";
  const last = chat.entries.at(-1);
  const quick = last?.side === "account" && !isBlocked ? quickRepliesOf(last.messages) : [];
  return (
    <>
      <header className={phone.head}>
        <button type="button" className={phone.icon} onClick={onHome} aria-label={t("chat.back")}>
          <IconChevronLeft size={24} />
        </button>
        <strong dir="auto">{chat.account.display_name}</strong>
        <Menu position="bottom-end" withinPortal width={220}>
          <Menu.Target>
            <button type="button" className={phone.icon} aria-label={t("chat.menu")}>
              <IconMenu2 size={22} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconBan size={18} aria-hidden />}
              onClick={() => void perform(isBlocked ? "follow" : "unfollow")}
            >
              {t(isBlocked ? "chat.unblock" : "chat.block")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <Entries chat={chat} onTap={onTap} onUnsend={(id) => void perform("unsend", { message_id: id })} />
      {quick.length ? (
        <div className={styles.quick}>
          <QuickReplies items={quick} onTap={onTap} />
        </div>
      ) : null}
      {isBlocked ? (
        <div className={`${styles.foot} ${styles.notice}`}>
          {t("chat.blocked")}
          <button type="button" className={phone.green} onClick={() => void perform("follow")}>
            {t("chat.unblock")}
          </button>
        </div>
      ) : (
        <div className={styles.foot}>
          <InputBar draft={draft} onDraft={setDraft} perform={perform} ask={ask} />
          {chat.rich_menu ? (
            <RichMenuPanel menu={chat.rich_menu} isOpen={isMenuOpen} onToggle={setMenuChoice} onTap={onTap} />
          ) : null}
        </div>
      )}
      <AskedFor asked={asked} onClose={() => ask(null)} perform={perform} />
    </>
  );
}
