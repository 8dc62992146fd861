import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconBookmark,
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconPencil,
  IconPlus,
  IconTrash,
  IconUsers,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { FriendViewChangeIn, FriendViewOut } from "@/api/schema.gen";
import { useCan, useChannelId } from "@/app/session";
import { messageOf } from "@/components/ErrorNote";
import classes from "./friends.module.css";
import { viewsQuery } from "./queries";
import { type FriendSearch, isAsSaved, searchOfView, viewOfSearch } from "./search";
import { ViewModal } from "./ViewModal";

/** Saved views: how the list was last put together for a purpose, for oneself or for everybody. */
export function SavedViews({ search }: { search: FriendSearch }) {
  const { t } = useTranslation("friends");
  const channelId = useChannelId();
  const can = useCan();
  const go = useNavigate({ from: "/c/$channelId/friends/" });
  const { data: views = [] } = useQuery(viewsQuery(channelId));
  const [asked, setAsked] = useState<"new" | FriendViewOut | null>(null);
  const deeds = useViewDeeds(channelId);
  const present = views.find((one) => one.id === search.view);
  const isChanged = present !== undefined && !isAsSaved(search, present);
  const mayChange = present !== undefined && (present.is_mine || can("friends.edit"));
  const open = (view: FriendViewOut) => void go({ search: searchOfView(view) });
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            maw={280}
          >
            {present
              ? t(isChanged ? "views.changed" : "views.present", { name: present.name })
              : t("views.button")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} className={classes.options} miw={240}>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              leftSection={view.id === present?.id ? <IconCheck size={16} /> : <IconBookmark size={16} />}
              rightSection={
                view.is_shared ? <IconUsers size={14} role="img" aria-label={t("views.shared")} /> : null
              }
              onClick={() => open(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.length === 0 ? <Menu.Label>{t("views.none")}</Menu.Label> : <Menu.Divider />}
          {isChanged && mayChange ? (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={16} />}
              onClick={() => deeds.change.mutate({ view: present, changes: viewOfSearch(search) })}
            >
              {t("views.overwrite", { name: present.name })}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => setAsked("new")}>
            {t("views.save")}
          </Menu.Item>
          {mayChange ? (
            <>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setAsked(present)}>
                {t("views.rename")}
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() =>
                  deeds.remove.mutate(present, {
                    onSuccess: () => void go({ search: { ...search, view: undefined } }),
                  })
                }
              >
                {t("views.delete")}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {asked ? (
        <ViewModal
          view={asked === "new" ? null : asked}
          search={search}
          onClose={() => setAsked(null)}
          onSaved={open}
        />
      ) : null}
    </>
  );
}

interface Change {
  view: FriendViewOut;
  changes: Partial<FriendViewChangeIn>;
}

function useViewDeeds(channelId: number) {
  const { t } = useTranslation("friends");
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: viewsQuery(channelId).queryKey });
  const onError = (error: Error) =>
    notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") });
  const change = useMutation({
    mutationFn: ({ view, changes }: Change) =>
      answer(
        api.PATCH("/api/v1/friend-views/{view_id}", {
          params: { path: { view_id: view.id } },
          body: changes as FriendViewChangeIn,
        }),
      ),
    onSuccess: async (view) => {
      await renew();
      notifications.show({ color: "teal", message: t("views.saved", { name: view.name }) });
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: (view: FriendViewOut) =>
      answer(api.DELETE("/api/v1/friend-views/{view_id}", { params: { path: { view_id: view.id } } })),
    onSuccess: async (_, view) => {
      await renew();
      notifications.show({ color: "teal", message: t("views.deleted", { name: view.name }) });
    },
    onError,
  });
  return { change, remove };
}
