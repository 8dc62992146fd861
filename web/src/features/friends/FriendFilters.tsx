import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { ConditionButton } from "./ConditionFilter";
import classes from "./friends.module.css";
import { marksQuery, tagsQuery } from "./queries";
import type { FriendSearch } from "./search";

/** The filters of the list; they live in the address. */
export function FriendFilters({ search }: { search: FriendSearch }) {
  const { t } = useTranslation("friends");
  const can = useCan();
  const go = useNavigate({ from: "/c/$channelId/friends/" });
  const change = (part: FriendSearch) => void go({ search: (old) => ({ ...old, ...part }), replace: true });
  const tags = useQuery({ ...tagsQuery, enabled: can("tags.view") });
  const marks = useQuery({ ...marksQuery, enabled: can("talk.view") });
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(search.name ?? "");
  const applyName = useDebouncedCallback((text: string) => change({ name: text.trim() || undefined }), 250);
  useEffect(() => {
    // The address may change by itself (back, a link); what is being typed stays.
    setName((typed) => (typed.trim() === (search.name ?? "") ? typed : (search.name ?? "")));
  }, [search.name]);
  return (
    <Group gap="xs" role="search" aria-label={t("filter.label")}>
      <TextInput
        flex="2 1 200px"
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t("filter.name")}
        aria-label={t("filter.name")}
        value={name}
        maxLength={200}
        onChange={(event) => {
          setName(event.currentTarget.value);
          applyName(event.currentTarget.value);
        }}
      />
      <Button
        className={classes.fold}
        variant="default"
        aria-expanded={isOpen}
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        onClick={() => setOpen(!isOpen)}
      >
        {t("filter.more")}
      </Button>
      <ConditionButton tree={search.tree} onChange={(tree) => change({ tree })} />
      <div className={classes.quick} data-open={isOpen || undefined}>
        <Choice
          label={t("filter.status")}
          value={search.status}
          data={[
            { value: "following", label: t("status.following") },
            { value: "blocked", label: t("status.blocked") },
          ]}
          onChange={(value) => change({ status: value as FriendSearch["status"] })}
        />
        <Choice
          label={t("filter.tag")}
          value={search.tag?.toString()}
          data={(tags.data ?? []).map((tag) => ({ value: String(tag.id), label: tag.name }))}
          onChange={(value) => change({ tag: value ? Number(value) : undefined })}
          searchable
        />
        {can("talk.view") ? (
          <Choice
            label={t("filter.mark")}
            value={search.mark?.toString()}
            data={(marks.data ?? []).map((mark) => ({ value: String(mark.id), label: mark.name }))}
            onChange={(value) => change({ mark: value ? Number(value) : undefined })}
          />
        ) : null}
        <Choice
          label={t("filter.visibility")}
          value={search.visibility}
          data={[
            { value: "hidden", label: t("filter.hidden") },
            { value: "muted", label: t("filter.muted") },
            { value: "all", label: t("filter.all") },
          ]}
          onChange={(value) => change({ visibility: value as FriendSearch["visibility"] })}
        />
        <Select
          flex="1 1 160px"
          maw={200}
          aria-label={t("order.label")}
          allowDeselect={false}
          value={search.order ?? "newest"}
          data={[
            { value: "newest", label: t("order.newest") },
            { value: "reaction", label: t("order.reaction") },
          ]}
          onChange={(value) => change({ order: value === "reaction" ? value : undefined })}
        />
      </div>
    </Group>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  data: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
  searchable?: boolean;
}

function Choice({ label, value, data, onChange, searchable }: ChoiceProps) {
  return (
    <Select
      flex="1 1 132px"
      maw={200}
      placeholder={label}
      aria-label={label}
      clearable
      searchable={searchable}
      value={value ?? null}
      data={data}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
