import { useTranslation } from "react-i18next";
import { Between } from "./Between";
import { EndCard, StartCard } from "./cards";
import type { Desk } from "./desk";
import classes from "./editor.module.css";
import { StepCard } from "./StepCard";
import { waitText } from "./timing";

/** The scenario as a list from top to bottom: what the flowchart shows, for narrow screens and screen readers. */
export function StepList({ it }: { it: Desk }) {
  const { t } = useTranslation("scenarios");
  const { steps } = it.desk.draft;
  return (
    <div className={classes.scroll}>
      <div className={classes.list}>
        <StartCard
          texts={it.startTexts}
          isChosen={it.chosen.at === "start"}
          onChoose={() => it.choose({ at: "start" })}
        />
        {steps.map((step, index) => {
          const place = it.places[index] ?? null;
          const choose = () => it.choose({ at: "step", key: step.key });
          return (
            <div key={step.key}>
              <div className={classes.between}>
                <Between
                  wait={waitText(step.timing, index === 0, t)}
                  onWait={choose}
                  onInsert={it.mayEdit ? () => it.insert(index) : undefined}
                  place={index}
                />
              </div>
              <StepCard
                step={step}
                index={index}
                isChosen={it.chosen.at === "step" && it.chosen.key === step.key}
                problems={it.problemCounts[index] ?? 0}
                isNew={it.detail.current !== null && place === null}
                numbers={place === null ? undefined : it.numbers[place]}
                onChoose={choose}
              />
            </div>
          );
        })}
        <div className={classes.between}>
          <Between
            wait={null}
            onWait={() => undefined}
            onInsert={it.mayEdit ? () => it.insert(steps.length) : undefined}
            place={steps.length}
          />
        </div>
        <EndCard finished={it.detail.enrolments.finished} />
      </div>
    </div>
  );
}
