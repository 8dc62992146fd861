import { Box, Center, Group, Loader, Paper, Stack, Stepper, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { requestInOrganisation } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";
import { SecondFactorSetup } from "@/components/second-factor";
import { ConnectStep } from "./ConnectStep";
import { LanguageSwitch } from "./LanguageSwitch";
import { OwnerForm } from "./OwnerForm";
import { setupQuery, visitorQuery } from "./queries";

const STEPS = ["owner", "secondFactor", "connect"] as const;

/** The first start, and each further account: who you are, a second factor, and LINE (or practice without it). */
export function SetupPage() {
  const { t } = useTranslation("setup");
  const client = useQueryClient();
  const setup = useQuery(setupQuery);
  const visitor = useQuery(visitorQuery);
  const me = visitor.data;
  if (me) requestInOrganisation(me.organisation.id);
  const step = !me ? 0 : me.second_factor.required && !me.second_factor.satisfied ? 1 : 2;
  const isReady = setup.data !== undefined && me !== undefined;
  return (
    <Box mih="100dvh" bg="var(--mantine-color-body)" p={{ base: "sm", sm: "xl" }}>
      <Stack maw={720} mx="auto" gap="lg" component="main">
        <Group justify="space-between">
          <Group gap="xs">
            <img src="/favicon.svg" width={28} height={28} alt="" />
            <Text fw={700}>Enishi</Text>
          </Group>
          <LanguageSwitch />
        </Group>
        <ErrorNote
          error={setup.error ?? visitor.error}
          onRetry={() => void Promise.all([setup.refetch(), visitor.refetch()])}
        />
        {isReady ? (
          <>
            <Stepper active={step} size="sm" allowNextStepsSelect={false} aria-label={t("steps")}>
              {STEPS.map((name) => (
                <Stepper.Step key={name} label={t(`step.${name}`)} />
              ))}
            </Stepper>
            {step === 0 ? <OwnerForm needsOwner={setup.data.needs_owner} /> : null}
            {step === 1 ? (
              <Paper withBorder p={{ base: "md", sm: "xl" }}>
                <Stack>
                  <Title order={1}>{t("secondFactor.title")}</Title>
                  <Text c="dimmed">{t("secondFactor.why")}</Text>
                  <SecondFactorSetup onDone={() => void client.resetQueries()} />
                </Stack>
              </Paper>
            ) : null}
            {step === 2 ? <ConnectStep /> : null}
          </>
        ) : setup.error || visitor.error ? null : (
          <Center h={240}>
            <Loader />
          </Center>
        )}
      </Stack>
    </Box>
  );
}
