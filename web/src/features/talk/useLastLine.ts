import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";

const KNOWN = [
  "text",
  "image",
  "video",
  "audio",
  "file",
  "sticker",
  "location",
  "unsent",
  "flex",
  "template",
  "imagemap",
];

/** The last message in one line: its words, or what it is. */
export function useLastLine(): (talk: Pick<ConversationOut, "last_kind" | "last_text">) => string {
  const { t } = useTranslation("talk");
  return ({ last_kind, last_text }) => {
    if (last_kind === "file" && last_text) return t("line.fileNamed", { name: last_text });
    if (last_text) return last_text;
    if (!last_kind) return t("line.none");
    return t(KNOWN.includes(last_kind) ? `line.${last_kind}` : "line.other");
  };
}
