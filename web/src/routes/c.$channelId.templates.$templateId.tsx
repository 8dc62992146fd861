import { createFileRoute } from "@tanstack/react-router";
import { TemplateEditor } from "@/features/templates/TemplateEditor";

export const Route = createFileRoute("/c/$channelId/templates/$templateId")({ component: TemplateEditor });
