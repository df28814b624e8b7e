CREATE TABLE `exports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`jobId` integer NOT NULL,
	`format` text NOT NULL,
	`names` integer NOT NULL,
	`search` text,
	`chosen` text,
	`licence` text DEFAULT '' NOT NULL,
	`userId` integer,
	`at` integer NOT NULL,
	`files` text,
	`items` integer,
	`bytes` integer,
	`readyAt` integer,
	`expiresAt` integer,
	`goneAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jobId`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "exports_ready" CHECK(("exports"."readyAt" is null) = ("exports"."files" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `exports_project` ON `exports` (`projectId`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `exports_job` ON `exports` (`jobId`);--> statement-breakpoint
CREATE INDEX `exports_expires` ON `exports` (`expiresAt`) WHERE "exports"."readyAt" is not null and "exports"."goneAt" is null;