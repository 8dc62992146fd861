import { ActionIcon, Button, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { EventPropertyOut } from "@/api/schema.gen";
import { wordIn } from "../catalogue";
import classes from "../conditions.module.css";
import { useEditor } from "../context";
import { problemAt } from "../problems";
import { ObjectInput } from "./objects";
import type { InputProps } from "./types";

const TESTS = ["equals", "not_equals", "contains", "starts_with", "at_least", "at_most", "exists"] as const;
const OBJECT_TESTS = ["equals", "not_equals"] as const;
const MOST = 5;

interface Test {
  property: string;
  test: string;
  value?: unknown;
}

/** Tests of what an event says: which tag, which text, how much. */
export function PropertiesInput(props: InputProps) {
  const { label, value, set, leaf, isReadOnly } = props;
  const { t } = useTranslation("conditions");
  const { events } = useEditor();
  const tests = Array.isArray(value) ? (value as Test[]) : [];
  const known = events.find((one) => one.kind === leaf.event)?.properties ?? [];
  const put = (next: Test[]) => set(next.length > 0 ? next : undefined);
  const add = () => put([...tests, { property: known[0]?.name ?? "", test: "equals", value: "" }]);
  if (tests.length === 0 && (isReadOnly || known.length === 0)) return null;
  return (
    <Stack gap={6} className={classes.wide} role="group" aria-label={label}>
      {tests.map((test, index) => (
        <PropertyTest
          key={index}
          {...props}
          test={test}
          known={known}
          path={`${props.path}.${index}`}
          onTest={(next) => put(tests.with(index, next))}
          onRemove={() => put(tests.toSpliced(index, 1))}
        />
      ))}
      {isReadOnly || tests.length >= MOST || known.length === 0 ? null : (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
          w="fit-content"
        >
          {t("property.add")}
        </Button>
      )}
    </Stack>
  );
}

interface TestProps extends InputProps {
  test: Test;
  known: EventPropertyOut[];
  onTest: (test: Test) => void;
  onRemove: () => void;
}

function PropertyTest({ test, known, onTest, onRemove, ...props }: TestProps) {
  const { t, i18n } = useTranslation("conditions");
  const { problems, path, isReadOnly } = props;
  const property = known.find((one) => one.name === test.property);
  const isObject = property !== undefined && property.type !== "text" && property.type !== "number";
  const names = known.map((one) => ({ value: one.name, label: wordIn(one.label, i18n.language) }));
  if (!property) names.push({ value: test.property, label: test.property });
  const error = problemAt(problems, path);
  return (
    <Group gap="xs" align="flex-end" wrap="wrap">
      <Select
        className={classes.short}
        label={t("property.what")}
        allowDeselect={false}
        readOnly={isReadOnly}
        value={test.property}
        data={names}
        onChange={(next) => next && onTest({ property: next, test: "equals", value: "" })}
      />
      <Select
        className={classes.short}
        label={t("property.test")}
        allowDeselect={false}
        readOnly={isReadOnly}
        value={test.test}
        data={(isObject ? OBJECT_TESTS : TESTS).map((one) => ({ value: one, label: t(`property.${one}`) }))}
        onChange={(next) =>
          onTest(
            next === "exists" ? { property: test.property, test: next } : { ...test, test: next ?? "equals" },
          )
        }
      />
      {test.test === "exists" ? null : isObject ? (
        <ObjectInput
          {...props}
          input={{ ...props.input, of: property.type, optional: false }}
          naming={{ label: t("property.value") }}
          error={error}
          value={Number(test.value) || undefined}
          set={(value) => onTest({ ...test, value })}
        />
      ) : test.test === "at_least" || test.test === "at_most" ? (
        <NumberInput
          className={classes.short}
          label={t("property.value")}
          readOnly={isReadOnly}
          thousandSeparator=","
          value={typeof test.value === "number" ? test.value : ""}
          error={error}
          onChange={(value) => onTest({ ...test, value })}
        />
      ) : (
        <TextInput
          className={classes.some}
          label={t("property.value")}
          maxLength={300}
          readOnly={isReadOnly}
          value={String(test.value ?? "")}
          error={error}
          onChange={(event) => onTest({ ...test, value: event.currentTarget.value })}
        />
      )}
      {isReadOnly ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("property.remove")}
          onClick={onRemove}
        >
          <IconX size={17} stroke={1.6} />
        </ActionIcon>
      )}
    </Group>
  );
}
