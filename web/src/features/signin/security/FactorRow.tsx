import { Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDeviceMobile, IconFingerprint, IconLifebuoy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FactorKind } from "@/api/auth";
import { TimeText } from "@/components/TimeText";
import { type Factor, instant } from "./queries";
import classes from "./security.module.css";

const ICONS: Record<FactorKind, typeof IconDeviceMobile> = {
  totp: IconDeviceMobile,
  webauthn: IconFingerprint,
  recovery_codes: IconLifebuoy,
};

interface Props {
  factor: Factor;
  /** Whether nothing but recovery codes would be left without it. */
  isLast: boolean;
  onRemove?: () => void;
  onRenew?: () => void;
}

/** One factor: what it is, when it was used, and what can be done with it. */
export function FactorRow({ factor, isLast, onRemove, onRenew }: Props) {
  const { t } = useTranslation("security");
  const Icon = ICONS[factor.type];
  const name = factor.name ?? t(`factors.kind.${factor.type}`);

  function ask(kind: "remove" | "renew", deed: () => void) {
    modals.openConfirmModal({
      title: t(`factors.${kind}Title`, { name }),
      children: (
        <Text size="sm">
          {t(kind === "renew" ? "factors.renewText" : isLast ? "factors.removeLast" : "factors.removeText")}
        </Text>
      ),
      labels: { confirm: t(`factors.${kind}`), cancel: t("common:action.cancel") },
      confirmProps: { color: kind === "remove" ? "red" : undefined },
      onConfirm: deed,
    });
  }

  return (
    <Group className={classes.row} wrap="nowrap" gap="sm">
      <ThemeIcon variant="light" color="gray" size="lg">
        <Icon size={18} />
      </ThemeIcon>
      <Stack gap={0} flex={1} miw={0}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed" component="div">
          {factor.type === "recovery_codes" ? (
            t("factors.left", { left: factor.unused_code_count, all: factor.total_code_count })
          ) : (
            <>
              {factor.name ? `${t("factors.kind.webauthn")} · ` : ""}
              {factor.last_used_at ? (
                <>
                  {t("factors.used")} <TimeText at={instant(factor.last_used_at)} />
                </>
              ) : (
                <>
                  {t("factors.made")} <TimeText at={instant(factor.created_at)} />
                </>
              )}
            </>
          )}
        </Text>
      </Stack>
      {onRemove ? (
        <Button
          variant="subtle"
          color="red"
          size="xs"
          aria-label={t("factors.removeNamed", { name })}
          onClick={() => ask("remove", onRemove)}
        >
          {t("factors.remove")}
        </Button>
      ) : null}
      {onRenew ? (
        <Button variant="subtle" size="xs" onClick={() => ask("renew", onRenew)}>
          {t("factors.renew")}
        </Button>
      ) : null}
    </Group>
  );
}
