CREATE TABLE `webhook_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhookId` integer NOT NULL,
	`key` text NOT NULL,
	`type` text NOT NULL,
	`body` text NOT NULL,
	`createdAt` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`nextAt` integer,
	`deliveredAt` integer,
	`status` integer,
	`error` text,
	FOREIGN KEY (`webhookId`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_messages_key_unique` ON `webhook_messages` (`key`);--> statement-breakpoint
CREATE INDEX `webhook_messages_due` ON `webhook_messages` (`nextAt`) WHERE "webhook_messages"."nextAt" is not null;--> statement-breakpoint
CREATE INDEX `webhook_messages_webhook` ON `webhook_messages` (`webhookId`,`id`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`url` text NOT NULL,
	`types` text NOT NULL,
	`secret` text NOT NULL,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	`judgmentsTo` integer NOT NULL,
	`stoppedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `webhooks_project` ON `webhooks` (`projectId`);