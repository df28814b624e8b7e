CREATE TABLE `asides` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`raterId` integer NOT NULL,
	`since` integer,
	`upTo` integer NOT NULL,
	`why` text NOT NULL,
	`state` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`answers` integer DEFAULT 0 NOT NULL,
	`setBy` integer,
	`setAt` integer NOT NULL,
	`backBy` integer,
	`backAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`raterId`) REFERENCES `raters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`setBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`backBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "asides_state" CHECK("asides"."state" in ('setting', 'set', 'returning', 'back'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `asides_rater` ON `asides` (`raterId`,`id`);--> statement-breakpoint
CREATE INDEX `asides_under_way` ON `asides` (`id`) WHERE "asides"."state" in ('setting', 'returning');--> statement-breakpoint
CREATE TABLE `decisions` (
	`judgmentId` integer PRIMARY KEY NOT NULL,
	`userId` integer,
	`between` text NOT NULL,
	`gold` integer NOT NULL,
	FOREIGN KEY (`judgmentId`) REFERENCES `judgments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
ALTER TABLE `raters` DROP CONSTRAINT "raters_source";--> statement-breakpoint
ALTER TABLE `raters` ADD CONSTRAINT "raters_source" CHECK("raters"."source" in ('column', 'person', 'run', 'review'));--> statement-breakpoint
ALTER TABLE `items` ADD `goldFrom` integer REFERENCES judgments(id);--> statement-breakpoint
ALTER TABLE `judgments` ADD `asideId` integer REFERENCES asides(id);--> statement-breakpoint
CREATE INDEX `judgments_aside` ON `judgments` (`asideId`,`id`) WHERE "judgments"."asideId" is not null;--> statement-breakpoint
DROP VIEW `current_judgments`;--> statement-breakpoint
CREATE VIEW `current_judgments` AS select "id", "projectId", "itemId", "raterId", "outcome", "label", "supersedes", "receivedAt", "leaseId", "reason", "inclusion", "runId", "fitId", "eta", "servedAt", "late", "responseMs", "visibleMs", "hiddenCount", "input", "quality", "timing", "asideId" from "judgments" where ("judgments"."outcome" <> 'withdrawn' and not exists (select 1 as "one" from "judgments" "newer" where ("newer"."itemId" = "judgments"."itemId" and "newer"."raterId" = "judgments"."raterId" and "newer"."id" > "judgments"."id")));