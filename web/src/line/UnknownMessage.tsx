import { useTranslation } from "react-i18next";
import styles from "./line.module.css";

/** Stands for what cannot be drawn, so that nobody takes it for nothing. */
export function UnknownMessage({ type }: { type: string }) {
  const { t } = useTranslation("line");
  return (
    <div className={styles.unknown}>
      <strong>{t("unknown")}</strong>
      {type && <code dir="ltr">{type.slice(0, 40)}</code>}
    </div>
  );
}
