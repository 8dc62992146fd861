import { Alert, Skeleton, Stepper } from "@mantine/core";
import { IconFileX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ImportOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { BackLink } from "@/components/BackLink";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { CheckStep } from "./CheckStep";
import { FileStep } from "./FileStep";
import { MappingStep } from "./MappingStep";
import { OrderMappingStep } from "./OrderMappingStep";
import { importQuery } from "./queries";
import { RunStep } from "./RunStep";
import { firstStep, furthestStep, STEPS, type Step } from "./targets";

const route = getRouteApi("/c/$channelId/import/$importId");

/** One import in four steps: the file, what its columns mean, the dry run, the run. */
export function ImportPage() {
  const { t } = useTranslation("transfers");
  const { importId } = route.useParams();
  const channelId = useChannelId();
  const { data: file, error, refetch } = useQuery(importQuery(Number(importId)));
  return (
    <Page maxWidth={1080}>
      <BackLink to={`/c/${channelId}/import${file?.subject === "orders" ? "?subject=orders" : ""}`}>
        {t("title")}
      </BackLink>
      <PageHeader title={file?.name ?? t("title")} hint={t("wizard.hint")} />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {file ? <Wizard file={file} /> : error ? null : <Skeleton h={320} />}
    </Page>
  );
}

function Wizard({ file }: { file: ImportOut }) {
  const { t, i18n } = useTranslation("transfers");
  const search = route.useSearch();
  const go = route.useNavigate();
  const reached = STEPS.indexOf(furthestStep(file));
  const wanted = STEPS.indexOf(search.step ?? firstStep(file));
  const active = Math.min(wanted, reached);
  const show = (step: Step) => void go({ search: { step } });
  if (file.state !== "ready") {
    const text = file.error ? file.error[i18n.language === "ja" ? "ja" : "en"] : t("wizard.unfinished");
    return (
      <Alert color="red" icon={<IconFileX size={18} />} title={t("wizard.refused")}>
        {text}
      </Alert>
    );
  }
  return (
    <Stepper active={active} onStepClick={(index) => show(STEPS[index] ?? "file")} size="sm">
      {STEPS.map((step, index) => (
        <Stepper.Step
          key={step}
          label={t(`step.${step}`)}
          allowStepSelect={index <= reached && (!file.run || index > 1)}
        >
          {index === active ? <Content step={step} file={file} onGo={show} /> : null}
        </Stepper.Step>
      ))}
    </Stepper>
  );
}

function Content({ step, file, onGo }: { step: Step; file: ImportOut; onGo: (step: Step) => void }) {
  switch (step) {
    case "file":
      return <FileStep file={file} onNext={() => onGo("mapping")} />;
    case "mapping":
      return file.subject === "orders" ? (
        <OrderMappingStep file={file} onNext={() => onGo("check")} />
      ) : (
        <MappingStep file={file} onNext={() => onGo("check")} />
      );
    case "check":
      return <CheckStep file={file} onBack={() => onGo("mapping")} onNext={() => onGo("run")} />;
    default:
      return <RunStep file={file} onBack={() => onGo("check")} />;
  }
}
