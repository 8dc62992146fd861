import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { type Kind, type KindInput, valueIn, wordIn } from "../catalogue";
import { useEditor } from "../context";
import { problemAt } from "../problems";
import type { Leaf } from "../tree";
import { BooleanInput, ChoiceInput, ChoicesInput, NumberField, TextField, TextsInput } from "./basic";
import { FieldChoicesInput, FieldTestInput } from "./FieldInputs";
import { FriendsInput } from "./FriendsInput";
import { ObjectInput, ObjectsInput } from "./objects";
import { PropertiesInput } from "./PropertiesInput";
import { StepInput } from "./StepInput";
import { TimesInput } from "./TimesInput";
import type { InputProps } from "./types";
import { WhenInput } from "./WhenInput";

/** Which widget draws which type of input. */
const WIDGETS: Record<string, ComponentType<InputProps>> = {
  text: TextField,
  texts: TextsInput,
  number: NumberField,
  choice: ChoiceInput,
  choices: ChoicesInput,
  boolean: BooleanInput,
  object: ObjectInput,
  objects: ObjectsInput,
  friends: FriendsInput,
  step: StepInput,
  when: WhenInput,
  period: WhenInput,
  times: TimesInput,
  event: ChoiceInput,
  properties: PropertiesInput,
  field_test: FieldTestInput,
  field_choices: FieldChoicesInput,
};

interface Props {
  kind: Kind;
  input: KindInput;
  leaf: Leaf;
  path: string;
  onChange: (part: Partial<Leaf>) => void;
  isOnly: boolean;
}

export function LeafInput({ kind, input, leaf, path, onChange, isOnly }: Props) {
  const { i18n } = useTranslation();
  const { channelId, problems, isReadOnly } = useEditor();
  const Widget = WIDGETS[input.type];
  if (!Widget) throw new Error(`no widget for an input of type ${input.type}`);
  const at = `${path}.${input.name}`;
  const label = wordIn(input.label, i18n.language);
  return (
    <Widget
      input={input}
      label={label}
      naming={isOnly ? { "aria-label": label } : { label }}
      value={valueIn(leaf, input, kind)}
      set={(value) => onChange({ [input.name]: value })}
      leaf={leaf}
      change={onChange}
      error={problemAt(problems, at)}
      problems={problems}
      path={at}
      channelId={channelId}
      isReadOnly={isReadOnly}
    />
  );
}
