export { DateTextInput } from "./DateTextInput";
export { FieldValueInput } from "./FieldValueInput";
export { fieldsQuery } from "./queries";
export { FIELD_ICONS, FIELD_TYPES, type FieldShape, NO_SETTINGS } from "./types";
export { daysText, ValueOrDaysInput } from "./ValueOrDaysInput";
export { ValueView } from "./ValueView";
export { lookText, useValueText, valueText, valueToEdit } from "./valueText";
