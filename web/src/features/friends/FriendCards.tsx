import { Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { CustomerCard, OrdersCard } from "@/components/customers";
import { StandingCard } from "@/components/engagement/StandingCard";
import { ConsentCard } from "@/components/privacy";
import { FriendSegments } from "@/components/segments/FriendSegments";
import classes from "./friends.module.css";
import { ProfileCard } from "./ProfileCard";

/** Who a friend is, from what they show at LINE to what they bought. */
export function FriendCards({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("friends");
  const can = useCan();
  return (
    <Stack gap="md">
      <ProfileCard friend={friend} />
      <StandingCard friendId={friend.id} />
      <Paper withBorder p="md" className={classes.card}>
        <CustomerCard friendId={friend.id} />
      </Paper>
      <Paper withBorder p="md" className={classes.card}>
        <OrdersCard friendId={friend.id} />
      </Paper>
      {can("segments.view") ? (
        <Paper withBorder p="md" component="section" aria-label={t("detail.segments")}>
          <Title order={2} size="h3" mb="xs">
            {t("detail.segments")}
          </Title>
          <FriendSegments friendId={friend.id} />
        </Paper>
      ) : null}
      <Paper withBorder p="md" className={classes.card}>
        <ConsentCard friendId={friend.id} />
      </Paper>
    </Stack>
  );
}
