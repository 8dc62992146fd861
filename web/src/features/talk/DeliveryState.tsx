import { useTranslation } from "react-i18next";
import type { TalkMessageOut } from "@/api/schema.gen";
import { SENT_LOOKS } from "./status";
import classes from "./talk.module.css";

/** What became of a message of ours, and if it did not arrive, why. */
export function DeliveryState({ entry }: { entry: TalkMessageOut }) {
  const { t, i18n } = useTranslation("talk");
  if (!entry.state) return null;
  const look = SENT_LOOKS[entry.state];
  const Icon = look.icon;
  const reason = i18n.language.startsWith("ja") ? entry.reason_ja : entry.reason_en;
  return (
    <span className={classes.state} data-colour={look.colour}>
      {Icon ? <Icon size={13} stroke={2} aria-hidden /> : null}
      {t(`state.${entry.state}`)}
      {reason ? <span>{reason}</span> : null}
    </span>
  );
}
