import { Anchor, Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { FriendPhoto } from "@/components/FriendPhoto";
import { StatusBadge } from "@/components/StatusBadge";
import { FriendCell } from "./FriendCell";
import classes from "./friends.module.css";
import type { ListedFriend } from "./queries";
import { FRIEND_LOOKS } from "./status";

interface Props {
  friend: ListedFriend;
  columns: readonly string[];
  top: number;
  index: number;
  isSelected: boolean | null;
  /** The same function from one drawing to the next, so that a click draws one row anew. */
  onToggle: (friendId: number) => void;
}

export const FriendRow = memo(Row);

function Row({ friend, columns, top, index, isSelected, onToggle }: Props) {
  const { t } = useTranslation("friends");
  const name = friend.display_name || t("nameless");
  return (
    <tr
      aria-rowindex={index + 2}
      className={`${classes.row} ${classes.friend}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {isSelected === null ? null : (
        <td className={classes.box}>
          <Checkbox
            aria-label={t("bulk.one", { name })}
            checked={isSelected}
            onChange={() => onToggle(friend.id)}
          />
        </td>
      )}
      <td className={classes.who}>
        <FriendPhoto name={friend.display_name} url={friend.picture_url} size={36} />
        <span className={classes.name}>
          <Anchor
            component={Link}
            to={`/c/${useChannelId()}/friends/${friend.id}`}
            fw={600}
            c="var(--mantine-color-text)"
            truncate
            className={classes.link}
          >
            {name}
          </Anchor>
          {friend.status === "blocked" ? (
            <StatusBadge look={FRIEND_LOOKS.blocked}>{t("status.blocked")}</StatusBadge>
          ) : null}
        </span>
      </td>
      {columns.map((column) => (
        <td key={column} className={classes.cell} data-column={column}>
          <FriendCell friend={friend} column={column} />
        </td>
      ))}
    </tr>
  );
}
