import { Anchor, Card, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { friendsWith } from "@/lib/friendsWith";
import { overlapQuery, segmentsQuery } from "./queries";
import classes from "./segments.module.css";

/** How this segment and another one meet: each part leads to its friends. */
export function Overlap({ segment }: { segment: SegmentOut }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const { data: all = [] } = useQuery(segmentsQuery(channelId));
  const [otherId, setOtherId] = useState<string | null>(null);
  const others = all.filter((one) => one.id !== segment.id && one.archived_at === null);
  const other = others.find((one) => String(one.id) === otherId);
  if (others.length === 0) return null;
  return (
    <Card withBorder>
      <Text fw={600} component="h2" size="md" mb="xs">
        {t("overlap.title")}
      </Text>
      <Select
        label={t("overlap.other")}
        placeholder={t("overlap.choose")}
        searchable
        clearable
        maw={420}
        value={otherId}
        data={others.map((one) => ({ value: String(one.id), label: one.name }))}
        onChange={setOtherId}
      />
      {other ? <Parts a={segment} b={other} /> : null}
    </Card>
  );
}

function Parts({ a, b }: { a: SegmentOut; b: SegmentOut }) {
  const { t } = useTranslation("segments");
  const channelId = useChannelId();
  const { data, error } = useQuery(overlapQuery(a.id, b.id));
  const inside = (id: number) => ({ kind: "segment", segment_ids: [id] });
  const outside = (id: number) => ({ kind: "segment", segment_ids: [id], match: "none" });
  const both = (one: object, other: object) => friendsWith(channelId, { kind: "all", of: [one, other] });
  if (error) return <ErrorNote error={error} />;
  if (!data) return null;
  const parts = [
    { key: "onlyA", count: data.only_a, to: both(inside(a.id), outside(b.id)), name: a.name },
    { key: "both", count: data.both, to: both(inside(a.id), inside(b.id)), name: "" },
    { key: "onlyB", count: data.only_b, to: both(outside(a.id), inside(b.id)), name: b.name },
  ] as const;
  const whole = data.both + data.only_a + data.only_b;
  return (
    <Stack gap="xs" mt="md">
      {whole > 0 ? (
        <div className={classes.overlap} aria-hidden="true">
          {parts.map((part) =>
            part.count > 0 ? (
              <span
                key={part.key}
                className={classes[part.key]}
                style={{ "--part": part.count / whole } as React.CSSProperties}
              />
            ) : null,
          )}
        </div>
      ) : null}
      {parts.map((part) => (
        <Group key={part.key} gap="xs" wrap="nowrap">
          <span className={`${classes.swatch} ${classes[part.key]}`} aria-hidden="true" />
          <Text size="sm" flex={1}>
            {t(part.key === "both" ? "overlap.both" : "overlap.only", { name: part.name })}
          </Text>
          <Anchor component={Link} to={part.to} size="sm" fw={600} className={classes.number}>
            {t("overlap.people", {
              count: part.count,
              percent: whole === 0 ? 0 : Math.round((part.count / whole) * 100),
            })}
          </Anchor>
        </Group>
      ))}
    </Stack>
  );
}
