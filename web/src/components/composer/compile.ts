import type { LineAction, LineMessage } from "@/line";
import { type Action, type Block, type Column, quickRepliesIn } from "./blocks";

/** The message objects that blocks become, placeholders still in them: what the server's blocks do when sending. */
export function messagesOf(blocks: readonly Block[]): LineMessage[] {
  return blocks.map((block) => {
    const items = quickRepliesIn(block).map((action) => ({ type: "action", action: actionOf(action) }));
    return items.length > 0 ? { ...messageOf(block), quickReply: { items } } : messageOf(block);
  });
}

function messageOf(block: Block): LineMessage {
  switch (block.kind) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
      return {
        type: "image",
        originalContentUrl: block.url,
        previewImageUrl: block.preview_url || block.url,
      };
    case "video":
      return { type: "video", originalContentUrl: block.url, previewImageUrl: block.preview_url };
    case "sticker":
      return { type: "sticker", packageId: block.package_id, stickerId: block.sticker_id };
    case "location": {
      const { title, address, latitude, longitude } = block;
      return { type: "location", title, address, latitude, longitude };
    }
    case "buttons":
      return template(block.alt_text, { type: "buttons", ...card(block) });
    case "confirm":
      return template(block.alt_text, {
        type: "confirm",
        text: block.text,
        actions: block.actions.map(actionOf),
      });
    case "carousel":
      return template(block.alt_text, { type: "carousel", columns: block.columns.map(card) });
    case "flex":
      return { type: "flex", altText: block.alt_text, contents: block.contents };
  }
}

function template(altText: string, content: LineMessage): LineMessage {
  return { type: "template", altText, template: content };
}

function card({ title, text, image_url, actions }: Column): LineMessage {
  return {
    text,
    ...(title ? { title } : {}),
    ...(image_url ? { thumbnailImageUrl: image_url } : {}),
    actions: actions.map(actionOf),
  };
}

function actionOf(action: Action): LineAction {
  const label = action.label ? { label: action.label } : {};
  switch (action.kind) {
    case "message":
      return { type: "message", text: action.text, ...label };
    case "postback":
      return {
        type: "postback",
        data: action.data,
        ...(action.display_text ? { displayText: action.display_text } : {}),
        ...label,
      };
    case "uri":
      return { type: "uri", uri: action.uri, ...label };
  }
}
