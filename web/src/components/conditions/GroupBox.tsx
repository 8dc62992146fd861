import { Group, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AddCondition } from "./AddCondition";
import classes from "./conditions.module.css";
import { useEditor } from "./context";
import { LeafCard } from "./LeafCard";
import { NodeButtons } from "./NodeButtons";
import { MODES, type Mode, numberOf, type Place, type Shown, shown } from "./tree";

interface Props {
  shown: Shown & { is: "group" };
  place: Place;
}

/** One group: how it joins, what is in it, and a way to add more. */
export function GroupBox({ shown: here, place }: Props) {
  const { t } = useTranslation("conditions");
  const { isReadOnly } = useEditor();
  const isRoot = place.length === 0;
  const label = isRoot ? t("group.root") : t("group.inner", { number: numberOf(place) });
  return (
    <fieldset
      aria-label={label}
      className={isRoot ? classes.group : `${classes.group} ${classes.inner}`}
      data-mode={here.mode}
      data-place={place.join(".")}
      tabIndex={-1}
    >
      <Group justify="space-between" gap="xs">
        <ModeSelect mode={here.mode} place={place} label={label} />
        {isRoot || isReadOnly ? null : <NodeButtons place={place} name={label} />}
      </Group>
      {here.items.length === 0 ? (
        <Text size="sm" c="dimmed" py={4}>
          {t(isRoot ? "group.everyone" : "group.empty")}
        </Text>
      ) : (
        <ol className={classes.items}>
          {here.items.map((item, index) => {
            const at = [...place, index];
            const inner = shown(item, here.pathOf(index));
            return (
              <li
                key={`${index}-${inner.is === "leaf" ? inner.leaf.kind : "group"}`}
                className={classes.item}
              >
                {index > 0 ? (
                  <Text size="xs" fw={700} c="dimmed" ps={4}>
                    {t(`join.${here.mode}`)}
                  </Text>
                ) : null}
                {inner.is === "leaf" ? (
                  <LeafCard shown={inner} place={at} />
                ) : (
                  <GroupBox shown={inner} place={at} />
                )}
              </li>
            );
          })}
        </ol>
      )}
      <OwnProblems path={here.path} />
      {isReadOnly ? null : <AddCondition place={place} />}
    </fieldset>
  );
}

/** What is wrong with the group as such: too many conditions, too deep. */
function OwnProblems({ path }: { path: string }) {
  const { problems } = useEditor();
  const own = Object.entries(problems).filter(([one]) => one === path || one === `${path}.of`);
  return own.map(([one, sentence]) => (
    <Text key={one} size="xs" c="red" role="alert">
      {sentence}
    </Text>
  ));
}

function ModeSelect({ mode, place, label }: { mode: Mode; place: Place; label: string }) {
  const { t } = useTranslation("conditions");
  const { editing, isReadOnly } = useEditor();
  const offered = mode === "notAll" ? [...MODES, mode] : MODES;
  return (
    <Select
      className={classes.mode}
      size="sm"
      aria-label={t("group.mode", { group: label })}
      allowDeselect={false}
      readOnly={isReadOnly}
      value={mode}
      data={offered.map((value) => ({ value, label: t(`mode.${value}`) }))}
      onChange={(value) => value && editing.setMode(place, value as Mode)}
    />
  );
}
