import { Box, Drawer, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScenarioDetailOut } from "@/api/schema.gen";
import { scenarioQuery } from "../queries";
import { Conflict } from "./Conflict";
import { type Deed, EditorHead } from "./EditorHead";
import { EnrolDialog } from "./EnrolDialog";
import classes from "./editor.module.css";
import { InsideDrawer } from "./InsideDrawer";
import { Panel } from "./Panel";
import { PublishDialog } from "./PublishDialog";
import { isChanged } from "./published";
import { StepList } from "./StepList";
import { type Turn, TurnDialog } from "./TurnDialog";
import { useDesk } from "./useDesk";

const FlowChart = lazy(() => import("./FlowChart").then((module) => ({ default: module.FlowChart })));

export type EditorView = "chart" | "list";

/** シナリオの編集: chart or list of steps, and a panel for the chosen one. */
export function ScenarioEditor() {
  const { scenarioId } = useParams({ strict: false }) as { scenarioId: string };
  const { data } = useSuspenseQuery(scenarioQuery(Number(scenarioId)));
  return <Editor key={data.id} detail={data} />;
}

function Editor({ detail }: { detail: ScenarioDetailOut }) {
  const { t } = useTranslation("scenarios");
  const it = useDesk(detail);
  const isStuck = ["lost", "refused", "conflict"].includes(it.desk.saveState);
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isStuck && current.pathname !== next.pathname && !window.confirm(t("save.leave")),
    enableBeforeUnload: false,
  });
  const isNarrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const [isPanelOpen, setPanelOpen] = useState(false);
  const [deed, setDeed] = useState<Deed | null>(null);
  const [inside, setInside] = useState<number | "all" | null>(null);
  const chooseAndOpen = (chosen: typeof it.chosen) => {
    it.choose(chosen);
    setPanelOpen(true);
  };
  const shown = isNarrow ? { ...it, choose: chooseAndOpen } : it;
  const close = () => setDeed(null);
  const doDeed = (wanted: Deed) => (wanted === "inside" ? setInside("all") : setDeed(wanted));
  const panel = <Panel it={it} onEnrol={() => setDeed("enrol")} onShowInside={setInside} />;
  return (
    <div className={classes.desk}>
      <EditorHead
        it={shown}
        hasChanges={isChanged(it.desk.draft.steps, detail.current?.steps)}
        onDo={doDeed}
      />
      <Conflict desk={it.desk} />
      <div className={classes.body}>
        <Stage it={shown} isNarrow={isNarrow} />
        {isNarrow ? (
          <Drawer
            closeButtonProps={{ "aria-label": t("common:action.close") }}
            opened={isPanelOpen}
            onClose={() => setPanelOpen(false)}
            position="bottom"
            size="92%"
          >
            {panel}
          </Drawer>
        ) : (
          <Box component="aside" className={classes.panel} p="md">
            {panel}
          </Box>
        )}
      </div>
      <PublishDialog it={it} isOpen={deed === "publish"} onClose={close} />
      <TurnDialog
        detail={detail}
        turn={deed === "pause" || deed === "resume" || deed === "archive" ? (deed satisfies Turn) : null}
        onClose={close}
      />
      <EnrolDialog it={it} isOpen={deed === "enrol"} onClose={close} />
      <InsideDrawer it={it} at={inside} onClose={() => setInside(null)} />
    </div>
  );
}

function Stage({ it, isNarrow }: { it: ReturnType<typeof useDesk>; isNarrow: boolean }) {
  const { t } = useTranslation("scenarios");
  const { view = "chart" } = useSearch({ strict: false }) as { view?: EditorView };
  const navigate = useNavigate();
  const isChart = view === "chart" && !isNarrow;
  return (
    <div className={classes.stage}>
      {isNarrow ? null : (
        <SegmentedControl
          className={classes.tools}
          size="xs"
          aria-label={t("editor.view")}
          value={view}
          onChange={(value) => void navigate({ to: ".", search: { view: value } as never, replace: true })}
          data={(["chart", "list"] as const).map((value) => ({ value, label: t(`editor.${value}`) }))}
        />
      )}
      {isChart ? (
        <Suspense fallback={null}>
          <FlowChart it={it} />
        </Suspense>
      ) : (
        <StepList it={it} />
      )}
    </div>
  );
}
