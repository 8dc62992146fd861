import { Anchor, Button, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { auth, authConfigQuery } from "@/api/auth";
import { AuthNote } from "@/components/second-factor";
import { Frame } from "./Frame";
import { openApp } from "./next";
import { useFragment } from "./useFragment";

/** Where a one-time link lands. It signs in on a click only: programs that look links over must not use it up. */
export function SignInLinkPage() {
  const { t } = useTranslation("signin");
  const token = useFragment();
  const config = useQuery(authConfigQuery);
  const enter = useMutation({
    mutationFn: () => auth("POST", "auth/link", { token }),
    onSuccess: () => openApp("/"),
  });
  return (
    <Frame title={t("link.title")} hint={t("link.hint")}>
      <Stack>
        <AuthNote error={config.error ?? enter.error} />
        <Button
          size="md"
          loading={enter.isPending}
          disabled={!token || !config.data || enter.isSuccess}
          onClick={() => enter.mutate()}
        >
          {t("link.enter")}
        </Button>
        <Anchor component={Link} to="/sign-in" size="sm" ta="center">
          {t("withPassword")}
        </Anchor>
      </Stack>
    </Frame>
  );
}
