import { Checkbox, Paper, Skeleton, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { layoutOf } from "./columns";
import { FriendRow } from "./FriendRow";
import classes from "./friends.module.css";
import type { ListedFriend } from "./queries";
import type { FriendOrder } from "./search";
import { isEverybody, isNothing, isSelected, type Selection, toggled, toggledAll } from "./selection";
import { useColumnNames } from "./useColumnNames";

interface Props {
  friends: ListedFriend[];
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
  order: FriendOrder;
  columns: readonly string[];
  /** Null where nothing may be chosen. */
  selection: Selection | null;
  /** Given what becomes of the selection as it then is: two quick clicks are two changes. */
  onSelect: (change: (now: Selection) => Selection) => void;
}

const ROW = 57;
/** The column that each order goes by. */
const SORTED: Record<FriendOrder, string> = { newest: "since", reaction: "reaction" };

/** Rows are drawn as they scroll into sight and fetched as the end comes near: a million is no other than ten. */
export function FriendTable(props: Props) {
  const { friends, hasMore, isLoading, onMore, order, columns, selection, onSelect } = props;
  const { t } = useTranslation("friends");
  const nameOf = useColumnNames();
  const layout = layoutOf(columns, selection !== null);
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: friends.length + (hasMore ? 1 : 0),
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => friends[index]?.id ?? "more",
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const isNearEnd = hasMore && last >= friends.length - 20;
  useEffect(() => {
    if (isNearEnd) onMore();
  }, [isNearEnd, onMore]);
  const onToggle = useCallback((id: number) => onSelect((now) => toggled(now, id)), [onSelect]);
  return (
    <Paper
      withBorder
      className={classes.table}
      data-choosing={selection ? true : undefined}
      style={{ "--columns": layout.grid, "--least": `${layout.least}px` }}
    >
      <div ref={box} className={classes.scroll}>
        <table className={classes.grid} aria-label={t("list.title")} aria-rowcount={-1}>
          <thead className={classes.head}>
            <tr className={classes.row}>
              {selection ? (
                <th scope="col" className={classes.box}>
                  <Checkbox
                    aria-label={t("bulk.all")}
                    checked={isEverybody(selection)}
                    indeterminate={!isEverybody(selection) && !isNothing(selection)}
                    onChange={() => onSelect(toggledAll)}
                  />
                </th>
              ) : null}
              <Head className={classes.who}>{t("column.name")}</Head>
              {columns.map((column) => (
                <Head
                  key={column}
                  className={classes.cell}
                  column={column}
                  isSorted={SORTED[order] === column}
                >
                  {nameOf(column)}
                </Head>
              ))}
            </tr>
          </thead>
          <tbody className={classes.body} style={{ height: rows.getTotalSize() }}>
            {isLoading ? <Waiting /> : null}
            {items.map((item) => {
              const friend = friends[item.index];
              return friend ? (
                <FriendRow
                  key={item.key}
                  friend={friend}
                  columns={columns}
                  top={item.start}
                  index={item.index}
                  isSelected={selection ? isSelected(selection, friend.id) : null}
                  onToggle={onToggle}
                />
              ) : (
                <tr key="more" className={classes.more} style={{ transform: `translateY(${item.start}px)` }}>
                  <td>
                    <Skeleton h={20} w="60%" />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Paper>
  );
}

function Head({
  className,
  column,
  isSorted,
  children,
}: {
  className?: string;
  column?: string;
  isSorted?: boolean;
  children: string;
}) {
  return (
    <th
      scope="col"
      className={className}
      data-column={column}
      aria-sort={isSorted ? "descending" : undefined}
    >
      <Text span size="xs" c="dimmed" fw={600} truncate>
        {children}
        {isSorted ? " ↓" : ""}
      </Text>
    </th>
  );
}

function Waiting() {
  return (
    <tr className={classes.waiting}>
      <td>
        {[0, 1, 2, 3, 4, 5].map((one) => (
          <Skeleton key={one} h={32} />
        ))}
      </td>
    </tr>
  );
}
