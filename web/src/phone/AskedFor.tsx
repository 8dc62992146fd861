import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LineAction } from "@/line";
import { PageLink } from "./PageLink";
import { PickImage } from "./PickImage";
import { PickLocation } from "./PickLocation";
import { PickSticker } from "./PickSticker";
import { PickTime } from "./PickTime";
import type { Perform } from "./useTaps";

/** What the app opened: a page to visit, or a question to the person. */
export type Asked =
  | { kind: "page"; uri: string }
  | { kind: "time"; action: LineAction }
  | { kind: "image" }
  | { kind: "sticker" }
  | { kind: "location" };

interface Props {
  asked: Asked | null;
  onClose: () => void;
  perform: Perform;
}

export function AskedFor({ asked, onClose, perform }: Props) {
  const { t } = useTranslation("phone");
  const done: Perform = (type, fields) => {
    onClose();
    return perform(type, fields);
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked ? t(`ask.${asked.kind}`) : ""}
      size="sm"
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      {asked?.kind === "page" ? <PageLink uri={asked.uri} onDone={onClose} /> : null}
      {asked?.kind === "time" ? <PickTime action={asked.action} onDone={done} /> : null}
      {asked?.kind === "image" ? <PickImage onDone={done} /> : null}
      {asked?.kind === "sticker" ? <PickSticker onDone={done} /> : null}
      {asked?.kind === "location" ? <PickLocation onDone={done} /> : null}
    </Modal>
  );
}
