import { Group, Stack, Text, ThemeIcon, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconDeviceMobile, IconFingerprint } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, useState } from "react";
import { useTranslation } from "react-i18next";
import { auth, authConfigQuery } from "@/api/auth";
import { AuthNote } from "./AuthNote";
import { CodeAppSetup } from "./CodeAppSetup";
import { PasskeySetup } from "./PasskeySetup";
import { hasPasskeys } from "./passkey";
import { RecoveryCodes } from "./RecoveryCodes";
import classes from "./secondFactor.module.css";
import { useConfirmed } from "./useConfirmed";

type Step = "choose" | "app" | "passkey" | "codes";

/** Sets up the first second factor, and hands out the recovery codes that come with it. */
export function SecondFactorSetup({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("secondFactor");
  const config = useQuery(authConfigQuery);
  const [chosen, setStep] = useState<Step>("choose");
  const { run, dialog } = useConfirmed();
  const codes = useQuery({
    queryKey: ["auth", "recovery-codes", "new"],
    queryFn: () =>
      run(() => auth<{ unused_codes?: string[] }>("GET", "account/authenticators/recovery-codes")),
    enabled: chosen === "codes",
    gcTime: 0,
  });
  const canPasskey = config.data?.mfa.supported_types.includes("webauthn") && hasPasskeys();
  const step = chosen === "choose" && config.data && !canPasskey ? "app" : chosen;
  const back = canPasskey ? () => setStep("choose") : undefined;
  return (
    <>
      {dialog}
      <AuthNote error={config.error} />
      {step === "choose" && config.data ? (
        <Stack gap="sm">
          <Choice
            icon={IconFingerprint}
            name={t("choose.passkey")}
            hint={t("choose.passkeyHint")}
            onClick={() => setStep("passkey")}
          />
          <Choice
            icon={IconDeviceMobile}
            name={t("choose.app")}
            hint={t("choose.appHint")}
            onClick={() => setStep("app")}
          />
        </Stack>
      ) : null}
      {step === "app" ? <CodeAppSetup run={run} onAdded={() => setStep("codes")} onBack={back} /> : null}
      {step === "passkey" ? <PasskeySetup run={run} onAdded={() => setStep("codes")} onBack={back} /> : null}
      {step === "codes" ? (
        <>
          <AuthNote error={codes.error} />
          {codes.data ? <RecoveryCodes codes={codes.data.unused_codes ?? []} onDone={onDone} /> : null}
        </>
      ) : null}
    </>
  );
}

interface ChoiceProps {
  icon: ComponentType<{ size?: number }>;
  name: string;
  hint: string;
  onClick: () => void;
}

function Choice({ icon: Icon, name, hint, onClick }: ChoiceProps) {
  return (
    <UnstyledButton className={classes.choice} onClick={onClick}>
      <Group wrap="nowrap">
        <ThemeIcon variant="light" size="xl">
          <Icon size={22} />
        </ThemeIcon>
        <Stack gap={2} flex={1}>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        </Stack>
        <IconChevronRight size={18} />
      </Group>
    </UnstyledButton>
  );
}
