import type { Desk } from "./desk";
import { OverviewPanel } from "./OverviewPanel";
import { StartPanel } from "./StartPanel";
import { StepPanel } from "./StepPanel";

interface Props {
  it: Desk;
  onEnrol: () => void;
  onShowInside: (at: number | "all") => void;
}

/** What belongs to the chosen part of the scenario. */
export function Panel({ it, onEnrol, onShowInside }: Props) {
  const { chosen } = it;
  if (chosen.at === "start") return <StartPanel it={it} onEnrol={onEnrol} />;
  const index = chosen.at === "step" ? it.desk.draft.steps.findIndex((step) => step.key === chosen.key) : -1;
  const step = it.desk.draft.steps[index];
  if (step) return <StepPanel it={it} step={step} index={index} onShowInside={onShowInside} />;
  return <OverviewPanel it={it} onShowInside={() => onShowInside("all")} />;
}
