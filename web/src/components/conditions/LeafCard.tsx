import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { askedInputs, type Kind, wordIn } from "./catalogue";
import classes from "./conditions.module.css";
import { useEditor } from "./context";
import { LeafInput } from "./inputs/LeafInput";
import { NodeButtons } from "./NodeButtons";
import { problemsOutside } from "./problems";
import { type Leaf, numberOf, type Place, type Shown } from "./tree";

interface Props {
  shown: Shown & { is: "leaf" };
  place: Place;
}

/** One condition with its inputs, and what is wrong under the input that it belongs to. */
export function LeafCard({ shown: { leaf, isNegated, path }, place }: Props) {
  const { t, i18n } = useTranslation("conditions");
  const { kinds, problems, editing, isReadOnly } = useEditor();
  const kind = kinds.find((one) => one.kind === leaf.kind);
  const name = kind ? wordIn(kind.name, i18n.language) : t("leaf.unknown");
  const drawn = kind ? askedInputs(kind, leaf).map((input) => input.name) : [];
  const rest = problemsOutside(problems, path, drawn);
  const hasProblem = Object.keys(problems).some((one) => one === path || one.startsWith(`${path}.`));
  const label = t("leaf.label", { number: numberOf(place), name });
  return (
    <fieldset
      aria-label={label}
      className={classes.leaf}
      data-place={place.join(".")}
      data-problem={hasProblem || undefined}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (isReadOnly || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        editing.move(place, event.key === "ArrowUp" ? -1 : 1, "body");
      }}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap" mb={6}>
        <Group gap={6} wrap="nowrap" miw={0}>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          {isNegated ? (
            <Badge color="red" variant="light" tt="none" radius="sm" flex="0 0 auto">
              {t("leaf.not")}
            </Badge>
          ) : null}
        </Group>
        {isReadOnly ? null : <NodeButtons place={place} name={label} isNegated={isNegated} />}
      </Group>
      {kind ? (
        <Inputs kind={kind} shown={{ is: "leaf", leaf, isNegated, path }} place={place} />
      ) : (
        <Text size="sm" c="dimmed">
          {t("leaf.unknownHint")}
        </Text>
      )}
      {rest.map((sentence) => (
        <Text key={sentence} size="xs" c="red" role="alert" mt={4}>
          {sentence}
        </Text>
      ))}
    </fieldset>
  );
}

function Inputs({ kind, shown: { leaf, path }, place }: Props & { kind: Kind }) {
  const { i18n } = useTranslation();
  const { editing } = useEditor();
  const asked = askedInputs(kind, leaf);
  return (
    <>
      {kind.hint ? (
        <Text size="xs" c="dimmed" mb={6}>
          {wordIn(kind.hint, i18n.language)}
        </Text>
      ) : null}
      <div className={classes.inputs} data-inputs>
        {asked.map((input) => (
          <LeafInput
            key={input.name}
            kind={kind}
            input={input}
            isOnly={asked.length === 1}
            leaf={leaf}
            path={path}
            onChange={(part) => editing.change(place, cleaned({ ...leaf, ...part }))}
          />
        ))}
      </div>
    </>
  );
}

/** Without what was cleared, so that equal conditions are equal texts. */
function cleaned(leaf: Leaf): Leaf {
  return Object.fromEntries(Object.entries(leaf).filter(([, value]) => value !== undefined)) as Leaf;
}
