CREATE TABLE `fits` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`policy` text NOT NULL,
	`runId` integer NOT NULL,
	`params` text NOT NULL,
	`cursor` integer NOT NULL,
	`answers` integer NOT NULL,
	`imported` integer NOT NULL,
	`gold` integer NOT NULL,
	`weak` text NOT NULL,
	`seconds` real NOT NULL,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `fits_project` ON `fits` (`projectId`,`id`);--> statement-breakpoint
-- Columns with conditions on them cannot be added: the rows move into a new table.
DROP INDEX `routes_deferred`;--> statement-breakpoint
DROP INDEX `routes_audit`;--> statement-breakpoint
DROP INDEX `routes_closed`;--> statement-breakpoint
ALTER TABLE `routes` RENAME TO `old_routes`;--> statement-breakpoint
CREATE TABLE `routes` (
	`itemId` integer NOT NULL,
	`generation` integer NOT NULL,
	`projectId` integer NOT NULL,
	`prior` real NOT NULL,
	`score` real NOT NULL,
	`draw` real NOT NULL,
	`overlap` integer NOT NULL,
	`together` integer NOT NULL,
	`answers` integer DEFAULT 0 NOT NULL,
	`held` integer DEFAULT 0 NOT NULL,
	`open` integer NOT NULL,
	PRIMARY KEY(`itemId`, `generation`),
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "routes_prior" CHECK("routes"."prior" = -1 or "routes"."prior" between 0 and 1),
	CONSTRAINT "routes_score" CHECK("routes"."score" = -1 or "routes"."score" between 0 and 1),
	CONSTRAINT "routes_counts" CHECK("routes"."answers" >= 0 and "routes"."held" >= 0),
	CONSTRAINT "routes_open" CHECK("routes"."open" = ("routes"."answers" + "routes"."held" < "routes"."overlap" and "routes"."held" < "routes"."together"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `routes` (`itemId`, `generation`, `projectId`, `prior`, `score`, `draw`, `overlap`, `together`, `answers`, `held`, `open`)
SELECT `itemId`, `generation`, `projectId`, `score`, `score`, `draw`, `overlap`, `overlap`, `answers`, `held`, `open` FROM `old_routes`;--> statement-breakpoint
DROP TABLE `old_routes`;--> statement-breakpoint
CREATE INDEX `routes_deferred` ON `routes` (`projectId`,`generation`,`score`,`itemId`) WHERE "routes"."open" = 1;--> statement-breakpoint
CREATE INDEX `routes_audit` ON `routes` (`projectId`,`generation`,`draw`,`itemId`,`score`) WHERE "routes"."open" = 1 and "routes"."answers" < "routes"."together";--> statement-breakpoint
CREATE INDEX `routes_counts` ON `routes` (`projectId`,`generation`,`prior`,`score`,`draw`,`answers`,`overlap`,`together`);--> statement-breakpoint
ALTER TABLE `judgments` ADD `fitId` integer REFERENCES fits(id);--> statement-breakpoint
ALTER TABLE `leases` ADD `fitId` integer REFERENCES fits(id);--> statement-breakpoint
ALTER TABLE `projects` ADD `activeFitId` integer REFERENCES fits(id);--> statement-breakpoint
DROP VIEW `current_judgments`;--> statement-breakpoint
CREATE VIEW `current_judgments` AS select "id", "projectId", "itemId", "raterId", "outcome", "label", "supersedes", "receivedAt", "leaseId", "reason", "inclusion", "runId", "fitId", "eta", "servedAt", "late", "responseMs", "visibleMs", "hiddenCount", "input", "quality", "timing" from "judgments" where ("judgments"."outcome" <> 'withdrawn' and not exists (select 1 as "one" from "judgments" "newer" where ("newer"."itemId" = "judgments"."itemId" and "newer"."raterId" = "judgments"."raterId" and "newer"."id" > "judgments"."id")));