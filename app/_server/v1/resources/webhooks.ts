import { z } from "zod";
import { done } from "../outcome.ts";
import { pageBy, pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { writtenId } from "../written.ts";
import {
  addWebhook,
  listWebhooks,
  messagesOf,
  removeWebhook,
  resumeWebhook,
  testWebhook,
  webhookRequest,
} from "#db/webhooks/webhooks.ts";
import type { Db } from "#db/client.ts";
import type { Webhook } from "#db/schema.ts";
import { webhookTypes } from "#lib/domain.ts";

const tag = "webhooks";

const webhookSchema = z
  .object({
    id: z.int(),
    url: z.string(),
    types: z.array(z.enum(webhookTypes)),
    createdAt: z.int(),
    stopped: z.boolean().describe("nobody was there for too long; what is told waits until it is resumed"),
  })
  .meta({ id: "Webhook" });

const shown = (hook: Webhook): z.input<typeof webhookSchema> => ({
  ...hook,
  stopped: hook.stoppedAt !== null,
});

/** @throws Problem 404 */
function there(db: Db, projectId: number, id: number): number {
  if (!listWebhooks(db, projectId).some((hook) => hook.id === id))
    throw new Problem(404, "There is no such webhook.");
  return id;
}

const webhookParams = z.strictObject({ webhook: writtenId });

export const webhookRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/webhooks",
      tag,
      action: "admin",
      role: "admin",
      summary: "Addresses that are told of what happens, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(webhookSchema),
    },
    ({ db, project, query }) => pageOfAll(query, listWebhooks(db, project.id).map(shown)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/webhooks",
      tag,
      action: "admin",
      role: "admin",
      summary: "Tell an address of what happens from now on",
      description:
        "Messages are signed as Standard Webhooks says, with the secret of the answer, which is shown once.",
      body: z.strictObject(webhookRequest.shape),
      status: 201,
      response: z.object({ id: z.int(), secret: z.string() }),
      secret: true,
    },
    ({ db, project, body, now }) => done(addWebhook(db, project, body, now)),
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/webhooks/{webhook}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Tell an address nothing more",
      params: webhookParams,
      response: null,
    },
    ({ db, project, params: { webhook }, now }) =>
      done(removeWebhook(db, project, there(db, project.id, webhook), now)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/webhooks/{webhook}/test",
      tag,
      action: "admin",
      role: "admin",
      summary: "Send a webhook.test, to see whether it arrives",
      params: webhookParams,
      response: null,
      status: 202,
    },
    ({ db, project, params: { webhook }, now }) =>
      done(testWebhook(db, project, there(db, project.id, webhook), now)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/webhooks/{webhook}/resume",
      tag,
      action: "admin",
      role: "admin",
      summary: "Send at once what waits, also where it was stopped",
      params: webhookParams,
      response: null,
    },
    ({ db, project, params: { webhook }, now }) =>
      done(resumeWebhook(db, project, there(db, project.id, webhook), now)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/webhooks/{webhook}/messages",
      tag,
      action: "admin",
      role: "admin",
      summary: "Its messages, newest first, and what became of them",
      params: webhookParams,
      query: z.strictObject(pageQuery),
      response: pageOf(
        z
          .object({
            id: z.int(),
            key: z.string().describe("its webhook-id"),
            type: z.string(),
            createdAt: z.int(),
            attempts: z.int(),
            nextAt: z.int().nullable().describe("when it is sent again; null: it arrived"),
            deliveredAt: z.int().nullable(),
            status: z.int().nullable().describe("of the last answer"),
            error: z.string().nullable(),
          })
          .meta({ id: "WebhookMessage" }),
      ),
    },
    ({ db, project, params: { webhook }, query }) => {
      const id = there(db, project.id, webhook);
      return pageBy(query, (after, most) => messagesOf(db, id, most, after));
    },
  ),
];
