/** The content of a text field with chips: DOM to text and text to DOM. Chips carry what they stand for. */
import { type Placeholder, type Segment, segmentsOf, writtenOut } from "./placeholders";

/** Browsers keep a last line open with one more line break than was written. */
export function readText(root: Node): string {
  return rawText(root).replace(/\n$/, "");
}

function rawText(root: Node): string {
  let text = "";
  for (const node of root.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.nodeValue ?? "";
    if (!(node instanceof HTMLElement)) continue;
    const written = node.dataset.placeholder;
    if (written !== undefined) text += written;
    else if (node.tagName === "BR") text += "\n";
    else text += (text !== "" && !text.endsWith("\n") ? "\n" : "") + rawText(node);
  }
  return text.replaceAll("\u200b", "").replaceAll("\r\n", "\n");
}

export type DrawChip = (placeholder: Placeholder) => HTMLElement;

export function writeText(root: HTMLElement, text: string, drawChip: DrawChip) {
  const lines = text.endsWith("\n") ? `${text}\n` : text;
  root.replaceChildren(...segmentsOf(lines).flatMap((segment) => nodesOf(segment, drawChip)));
}

function nodesOf(segment: Segment, drawChip: DrawChip): Node[] {
  if (typeof segment === "string") return [document.createTextNode(segment)];
  // Without a letter behind it the caret could not be put behind a chip that comes last.
  return [drawChip(segment), document.createTextNode("\u200b")];
}

export function chipElement(
  placeholder: Placeholder,
  className: string,
  words: string,
  isUnknown: boolean,
): HTMLElement {
  const chip = document.createElement("span");
  chip.contentEditable = "false";
  chip.tabIndex = 0;
  chip.className = className;
  chip.setAttribute("role", "button");
  if (isUnknown) chip.dataset.unknown = "true";
  setPlaceholder(chip, placeholder, words);
  return chip;
}

export function setPlaceholder(chip: HTMLElement, placeholder: Placeholder, words: string) {
  chip.dataset.placeholder = writtenOut(placeholder);
  chip.textContent = words;
}

/** Other words for the same placeholder. */
export function redraw(chip: HTMLElement, words: string, isUnknown: boolean) {
  if (isUnknown) chip.dataset.unknown = "true";
  else delete chip.dataset.unknown;
  chip.textContent = words;
}

export function placeholderOf(chip: HTMLElement): Placeholder | undefined {
  const [segment] = segmentsOf(chip.dataset.placeholder ?? "");
  return typeof segment === "object" ? segment : undefined;
}

/** Before a backspace: the unseen letter behind a chip would cost a stroke of its own. */
export function stepOverMark() {
  const selection = document.getSelection();
  const node = selection?.isCollapsed ? selection.anchorNode : null;
  const at = selection?.anchorOffset ?? 0;
  if (node instanceof Text && node.data[at - 1] === "\u200b") node.deleteData(at - 1, 1);
}
