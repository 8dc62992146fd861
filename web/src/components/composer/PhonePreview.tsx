import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery, useChannelId } from "@/app/session";
import { type LineMessage, MessageBubbles, PhoneFrame, QuickReplies, quickRepliesOf } from "@/line";
import type { Block } from "./blocks";
import { messagesOf } from "./compile";
import classes from "./composer.module.css";
import { filled, named } from "./placeholders";
import { usePlaceholders } from "./usePlaceholders";

/** Whose phone is shown. Without a name the fallbacks are. */
export interface PreviewFriend {
  name: string;
  /** Further placeholders by name, as `field.12`: what is known of this friend. */
  values?: Readonly<Record<string, string>>;
}

interface Props {
  blocks: Block[];
  previewFriend?: PreviewFriend | null;
  /** The LINE account that speaks; the one of the address unless told. */
  channelId?: number;
  height?: number | string;
}

/** The message as it will stand on a friend's phone. */
export function PhonePreview({ blocks, previewFriend, channelId, height = 560 }: Props) {
  const { t } = useTranslation("composer");
  const ofAddress = useChannelId();
  const { data: channels } = useQuery(channelsQuery);
  const channel = channels?.find((one) => one.id === (channelId ?? ofAddress));
  const accountName = channel?.name ?? "";
  const offered = usePlaceholders();
  const values = {
    ...previewFriend?.values,
    name: previewFriend?.name ?? "",
    "channel.name": accountName,
  };
  // A field without a value and a fallback: the message would not be sent, but its place can be shown.
  const placeOf = (name: string) => {
    const field = offered.find((one) => one.isField && one.name === name);
    return field && t("preview.field", { name: field.label });
  };
  const messages = named(filled(messagesOf(blocks.filter(isBegun)), values), placeOf) as LineMessage[];
  const quickReplies = quickRepliesOf(messages);
  return (
    <PhoneFrame
      title={accountName || t("preview.account")}
      height={height}
      quickReplies={<QuickReplies items={quickReplies} />}
    >
      {messages.length > 0 ? (
        <MessageBubbles
          messages={messages}
          side="account"
          senderName={accountName}
          senderIconUrl={channel?.picture_url || null}
        />
      ) : (
        <p className={classes.nothing}>{t("preview.empty")}</p>
      )}
    </PhoneFrame>
  );
}

/** A design that nobody has chosen yet is no message of an unknown kind. */
function isBegun(block: Block): boolean {
  return block.kind !== "flex" || Object.keys(block.contents).length > 0;
}
