import { IconChevronLeft, IconMenu2, IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./phone.module.css";

interface Props {
  /** Name of the account, as the chat's head shows it. */
  title: string;
  children: ReactNode;
  /** Quick replies, which stay above the footer while the talk scrolls. */
  quickReplies?: ReactNode;
  /** Below the talk: a rich menu, an input. Without it an empty input line is drawn. */
  footer?: ReactNode;
  /** Height of the whole phone, a CSS length; as high as its place without it. */
  height?: number | string;
}

/** A friend's phone with the chat of one account open. */
export function PhoneFrame({ title, children, quickReplies, footer, height }: Props) {
  const { t } = useTranslation("line");
  return (
    <section className={styles.phone} style={{ height }} aria-label={t("phone", { title })}>
      <div className={styles.status} aria-hidden>
        <span>9:41</span>
        <span className={styles.battery} />
      </div>
      <header className={styles.head}>
        <IconChevronLeft size={22} aria-hidden />
        <strong dir="auto">{title}</strong>
        <IconSearch size={20} aria-hidden />
        <IconMenu2 size={20} aria-hidden />
      </header>
      {/* A talk that scrolls must be within the keyboard's reach. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div className={styles.talk} tabIndex={0}>
        {children}
      </div>
      {quickReplies}
      {footer ?? (
        <div className={styles.input} aria-hidden>
          <span className={styles.field}>Aa</span>
        </div>
      )}
    </section>
  );
}
