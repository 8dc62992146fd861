import type { Draft } from "./draft";

export interface History {
  past: Draft[];
  present: Draft;
  future: Draft[];
  /** What the last change was about: typing on in the same field is one step of undo. */
  about: string;
}

export type Change =
  | { type: "change"; draft: Draft; about: string }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "replace"; draft: Draft };

const KEPT = 100;

export function reduce(history: History, change: Change): History {
  switch (change.type) {
    case "change": {
      if (change.draft === history.present) return history;
      const isTyping = change.about !== "" && change.about === history.about;
      const past = isTyping ? history.past : [...history.past, history.present].slice(-KEPT);
      return { past, present: change.draft, future: [], about: change.about };
    }
    case "undo": {
      const before = history.past.at(-1);
      if (!before) return history;
      return {
        past: history.past.slice(0, -1),
        present: before,
        future: [history.present, ...history.future],
        about: "",
      };
    }
    case "redo": {
      const [after, ...rest] = history.future;
      if (!after) return history;
      return { past: [...history.past, history.present], present: after, future: rest, about: "" };
    }
    case "replace":
      return begin(change.draft);
  }
}

export function begin(draft: Draft): History {
  return { past: [], present: draft, future: [], about: "" };
}
