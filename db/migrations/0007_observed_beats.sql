CREATE TABLE `health_probe` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	CONSTRAINT "health_probe_one" CHECK("health_probe"."id" = 1)
) STRICT;
--> statement-breakpoint
ALTER TABLE `jobs` ADD `delayMs` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `beats` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `workers` ADD `beats` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
DROP INDEX `jobs_pending`;--> statement-breakpoint
CREATE INDEX `jobs_pending` ON `jobs` (`state`,`id`) WHERE "jobs"."state" in ('queued', 'running');--> statement-breakpoint
ALTER TABLE `jobs` DROP COLUMN `runAfter`;--> statement-breakpoint
ALTER TABLE `jobs` DROP COLUMN `leaseUntil`;--> statement-breakpoint
ALTER TABLE `workers` DROP COLUMN `beatAt`;