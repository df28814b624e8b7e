CREATE TABLE `batches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`key` text NOT NULL,
	`answers` integer NOT NULL,
	`shown` integer NOT NULL,
	`servedAt` integer NOT NULL,
	`receivedAt` integer NOT NULL,
	`batchMs` real NOT NULL,
	`visibleMs` real NOT NULL,
	`hiddenCount` integer NOT NULL,
	`input` text NOT NULL,
	`quality` text NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `batches_key` ON `batches` (`userId`,`key`);--> statement-breakpoint
CREATE INDEX `batches_person` ON `batches` (`projectId`,`userId`,`id`);--> statement-breakpoint
ALTER TABLE `check_answers` ADD `batchId` integer REFERENCES batches(id);--> statement-breakpoint
CREATE INDEX `check_answers_batch` ON `check_answers` (`batchId`) WHERE "check_answers"."batchId" is not null;--> statement-breakpoint
ALTER TABLE `judgments` ADD `batchId` integer REFERENCES batches(id);--> statement-breakpoint
CREATE INDEX `judgments_batch` ON `judgments` (`batchId`) WHERE "judgments"."batchId" is not null;--> statement-breakpoint
ALTER TABLE `projects` ADD `gridAllowed` integer DEFAULT true NOT NULL;--> statement-breakpoint
DROP VIEW `current_judgments`;--> statement-breakpoint
CREATE VIEW `current_judgments` AS select "id", "projectId", "itemId", "raterId", "outcome", "label", "supersedes", "receivedAt", "leaseId", "reason", "inclusion", "runId", "fitId", "eta", "servedAt", "late", "responseMs", "visibleMs", "hiddenCount", "input", "quality", "timing", "asideId", "batchId" from "judgments" where ("judgments"."outcome" <> 'withdrawn' and not exists (select 1 as "one" from "judgments" "newer" where ("newer"."itemId" = "judgments"."itemId" and "newer"."raterId" = "judgments"."raterId" and "newer"."id" > "judgments"."id")));