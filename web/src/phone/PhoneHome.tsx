import { useTranslation } from "react-i18next";
import type { Entry, Home } from "./control";
import styles from "./handset.module.css";
import { useAct } from "./queries";
import { clockTime } from "./time";

interface Props {
  home: Home;
  unread: Record<string, number>;
  onGo: (channelId: string) => void;
}

type Account = Home["accounts"][number];

/** The phone's home: the official accounts that this person has added, and those that could be. */
export function PhoneHome({ home, unread, onGo }: Props) {
  const { t } = useTranslation("phone");
  const known = home.accounts.filter((one) => one.status !== "never");
  const others = home.accounts.filter((one) => one.status === "never");
  return (
    <>
      <header className={styles.head}>
        <strong>{t("home.title")}</strong>
      </header>
      <div className={styles.home}>
        <div className={styles.profile}>
          <Letter name={home.display_name} />
          <span dir="auto">{home.display_name}</span>
        </div>
        {known.length ? <h3 className={styles.section}>{t("home.accounts")}</h3> : null}
        {known.map((one) => (
          <KnownAccount key={one.channel_id} account={one} unread={unread[one.channel_id] ?? 0} onGo={onGo} />
        ))}
        {others.length ? <h3 className={styles.section}>{t("home.others")}</h3> : null}
        {others.map((one) => (
          <OtherAccount
            key={one.channel_id}
            account={one}
            userId={home.user_id}
            name={home.display_name}
            onAdded={() => onGo(one.channel_id)}
          />
        ))}
      </div>
    </>
  );
}

function Letter({ name }: { name: string }) {
  return (
    <span className={styles.avatar} aria-hidden>
      {Array.from(name)[0]}
    </span>
  );
}

function KnownAccount({
  account,
  unread,
  onGo,
}: {
  account: Account;
  unread: number;
  onGo: (id: string) => void;
}) {
  const { t, i18n } = useTranslation("phone");
  const preview = account.last
    ? t(previewOf(account.last), { text: textOf(account.last) })
    : t("home.noMessage");
  return (
    <button type="button" className={styles.account} onClick={() => onGo(account.channel_id)}>
      <Letter name={account.display_name} />
      <span className={styles.accountText}>
        <strong dir="auto">{account.display_name}</strong>
        <span className={styles.preview} dir="auto">
          {account.status === "blocked" ? t("home.blocked") : preview}
        </span>
      </span>
      <span className={styles.side}>
        {account.last ? clockTime(account.last.at_ms, i18n.language) : null}
        {unread > 0 ? (
          <span className={styles.unread} role="status" aria-label={t("home.unread", { count: unread })}>
            {unread}
          </span>
        ) : null}
      </span>
    </button>
  );
}

const KINDS = ["sticker", "image", "video", "audio", "location", "file"];

/** The words for what cannot be shown in one line. */
export function previewOf(entry: Entry): string {
  if (entry.is_unsent) return "home.unsent";
  if (textOf(entry)) return "home.text";
  const type = String(entry.messages.at(-1)?.type);
  return KINDS.includes(type) ? `home.${type}` : "home.message";
}

function textOf(entry: Entry): string {
  const last = entry.messages.at(-1);
  const text = last?.text ?? last?.altText;
  return typeof text === "string" ? text.slice(0, 100) : "";
}

interface OtherProps {
  account: Account;
  userId: string;
  name: string;
  onAdded: () => void;
}

function OtherAccount({ account, userId, name, onAdded }: OtherProps) {
  const { t } = useTranslation("phone");
  const act = useAct(account.channel_id);
  return (
    <div className={styles.account}>
      <Letter name={account.display_name} />
      <span className={styles.accountText}>
        <strong dir="auto">{account.display_name}</strong>
        <span className={styles.preview}>{account.basic_id}</span>
      </span>
      <button
        type="button"
        className={styles.green}
        disabled={act.isPending}
        onClick={() =>
          act.mutate({ type: "follow", user_id: userId, display_name: name }, { onSuccess: onAdded })
        }
      >
        {t("home.follow")}
      </button>
    </div>
  );
}
