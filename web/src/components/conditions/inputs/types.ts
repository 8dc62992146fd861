import type { KindInput } from "../catalogue";
import type { Problems } from "../problems";
import type { Leaf } from "../tree";

/** What every input of a condition is given. */
export interface InputProps {
  input: KindInput;
  /** The input's name in the reader's language. */
  label: string;
  /** The same as properties of a control; only heard where the condition's own name says it all. */
  naming: { label: string } | { "aria-label": string };
  value: unknown;
  /** Undefined takes the value out of the condition. */
  set: (value: unknown) => void;
  leaf: Leaf;
  change: (part: Partial<Leaf>) => void;
  error: string | undefined;
  /** The condition's problems and its path, for inputs that have several parts. */
  problems: Problems;
  path: string;
  channelId: number;
  isReadOnly: boolean;
}
