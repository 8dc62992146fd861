import { ActionIcon, Title } from "@mantine/core";
import { IconBattery3, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Chat } from "./Chat";
import { ControlError } from "./control";
import styles from "./handset.module.css";
import type { OpenPhone } from "./openPhones";
import { PhoneHome } from "./PhoneHome";
import { useHome, useNow } from "./queries";
import { clockTime } from "./time";
import { useUnread } from "./useUnread";

interface Props {
  phone: OpenPhone;
  /** To the chat of an account, or home. */
  onGo: (channelId: string | null) => void;
  onClose: () => void;
}

/** One virtual phone: whose it is, and LINE on its screen. */
export function Handset({ phone, onGo, onClose }: Props) {
  const { t } = useTranslation("phone");
  const { data: home, error } = useHome(phone.userId);
  const unread = useUnread(home, phone.channelId);
  const name = home?.display_name ?? "";
  const isGone = error instanceof ControlError && error.status === 404;
  const isKnown = home?.accounts.some((one) => one.channel_id === phone.channelId && one.status !== "never");
  return (
    <section className={styles.place} aria-label={t("phoneOf", { name })}>
      <div className={styles.plate}>
        <Title order={2} fz="sm" dir="auto">
          {t("phoneOf", { name })}
        </Title>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={onClose}
          aria-label={t("close", { name })}
          title={t("closeShort")}
        >
          <IconX size={18} />
        </ActionIcon>
      </div>
      <div className={styles.phone}>
        <StatusLine />
        {isGone ? <p className={styles.gone}>{t("gone")}</p> : null}
        {home && !isGone && phone.channelId && isKnown ? (
          <Chat
            key={phone.channelId}
            channelId={phone.channelId}
            userId={phone.userId}
            onHome={() => onGo(null)}
          />
        ) : null}
        {home && !isGone && !(phone.channelId && isKnown) ? (
          <PhoneHome home={home} unread={unread} onGo={onGo} />
        ) : null}
      </div>
    </section>
  );
}

function StatusLine() {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <div className={styles.status} aria-hidden>
      <span>{now ? clockTime(now.ms, i18n.language) : ""}</span>
      <IconBattery3 size={18} />
    </div>
  );
}
