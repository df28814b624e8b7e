CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`userId` integer,
	`action` text NOT NULL,
	`projectId` integer,
	`detail` text NOT NULL,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer,
	`topic` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`at`);--> statement-breakpoint
CREATE TABLE `images` (
	`hash` text PRIMARY KEY NOT NULL,
	`pack` text NOT NULL,
	`offset` integer NOT NULL,
	`length` integer NOT NULL,
	`mime` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`shownOffset` integer,
	`shownLength` integer,
	`shownMime` text
) STRICT;
--> statement-breakpoint
CREATE TABLE `import_problems` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`importId` integer NOT NULL,
	`row` integer,
	`file` text NOT NULL,
	`reason` text NOT NULL,
	FOREIGN KEY (`importId`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `import_problems_import` ON `import_problems` (`importId`,`id`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer,
	`jobId` integer,
	`source` text NOT NULL,
	`options` text NOT NULL,
	`state` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`itemsAdded` integer DEFAULT 0 NOT NULL,
	`labelsAdded` integer DEFAULT 0 NOT NULL,
	`unchanged` integer DEFAULT 0 NOT NULL,
	`problems` integer DEFAULT 0 NOT NULL,
	`error` text,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	`finishedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jobId`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "imports_state" CHECK("imports"."state" in ('queued', 'running', 'finished', 'failed', 'cancelled'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `items` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`split` text,
	`gold` integer,
	`draw` real NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`hash`) REFERENCES `images`(`hash`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "items_split" CHECK("items"."split" is null or "items"."split" in ('train', 'test')),
	CONSTRAINT "items_gold" CHECK("items"."gold" is null or "items"."gold" >= 0),
	CONSTRAINT "items_draw" CHECK("items"."draw" >= 0 and "items"."draw" < 1)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `items_ordinal` ON `items` (`projectId`,`ordinal`);--> statement-breakpoint
CREATE UNIQUE INDEX `items_name` ON `items` (`projectId`,`name`);--> statement-breakpoint
CREATE INDEX `items_hash` ON `items` (`hash`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`projectId` integer,
	`state` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`maxAttempts` integer DEFAULT 3 NOT NULL,
	`runAfter` integer NOT NULL,
	`workerId` text,
	`leaseUntil` integer,
	`progress` real DEFAULT 0 NOT NULL,
	`note` text,
	`cancelRequested` integer DEFAULT false NOT NULL,
	`error` text,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	`startedAt` integer,
	`finishedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "jobs_state" CHECK("jobs"."state" in ('queued', 'running', 'finished', 'failed', 'cancelled')),
	CONSTRAINT "jobs_progress" CHECK("jobs"."progress" between 0 and 1)
) STRICT;
--> statement-breakpoint
CREATE INDEX `jobs_pending` ON `jobs` (`state`,`runAfter`) WHERE "jobs"."state" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX `jobs_project` ON `jobs` (`projectId`,`id`);--> statement-breakpoint
CREATE TABLE `judgments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`raterId` integer NOT NULL,
	`outcome` text NOT NULL,
	`label` integer,
	`supersedes` integer,
	`receivedAt` integer NOT NULL,
	`leaseId` text,
	`reason` text,
	`inclusion` real,
	`runId` integer,
	`eta` real,
	`servedAt` integer,
	`late` integer,
	`responseMs` real,
	`visibleMs` real,
	`hiddenCount` integer,
	`input` text,
	`quality` text,
	`timing` text,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`raterId`) REFERENCES `raters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`supersedes`) REFERENCES `judgments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "judgments_outcome" CHECK("judgments"."outcome" in ('label', 'unsure', 'withdrawn')),
	CONSTRAINT "judgments_label" CHECK(("judgments"."outcome" = 'label') = ("judgments"."label" is not null)),
	CONSTRAINT "judgments_reason" CHECK("judgments"."reason" is null or "judgments"."reason" in ('deferred', 'audit')),
	CONSTRAINT "judgments_inclusion" CHECK("judgments"."inclusion" is null or ("judgments"."inclusion" > 0 and "judgments"."inclusion" <= 1))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `judgments_leaseId_unique` ON `judgments` (`leaseId`);--> statement-breakpoint
CREATE INDEX `judgments_item` ON `judgments` (`itemId`,`raterId`,`id`);--> statement-breakpoint
CREATE INDEX `judgments_rater` ON `judgments` (`raterId`,`id`);--> statement-breakpoint
CREATE INDEX `judgments_project` ON `judgments` (`projectId`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `judgments_supersedes` ON `judgments` (`supersedes`) WHERE "judgments"."supersedes" is not null;--> statement-breakpoint
CREATE TABLE `leases` (
	`id` text PRIMARY KEY NOT NULL,
	`projectId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`userId` integer NOT NULL,
	`reason` text NOT NULL,
	`inclusion` real NOT NULL,
	`runId` integer,
	`eta` real NOT NULL,
	`servedAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "leases_reason" CHECK("leases"."reason" in ('deferred', 'audit'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `leases_item_user` ON `leases` (`itemId`,`userId`);--> statement-breakpoint
CREATE INDEX `leases_user` ON `leases` (`userId`,`projectId`);--> statement-breakpoint
CREATE TABLE `predictions` (
	`runId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`top` integer,
	`confidence` real,
	PRIMARY KEY(`runId`, `itemId`),
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "predictions_confidence" CHECK("predictions"."confidence" is null or "predictions"."confidence" between 0 and 1)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `projects` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`instructions` text DEFAULT '' NOT NULL,
	`classes` text NOT NULL,
	`imageSize` integer DEFAULT 32 NOT NULL,
	`synthetic` integer DEFAULT false NOT NULL,
	`eta` real DEFAULT 0.6 NOT NULL,
	`overlap` integer DEFAULT 1 NOT NULL,
	`auditRate` real DEFAULT 0.05 NOT NULL,
	`policy` text DEFAULT 'threshold' NOT NULL,
	`leaseSeconds` integer DEFAULT 600 NOT NULL,
	`activeRunId` integer,
	`createdAt` integer NOT NULL,
	`archivedAt` integer,
	FOREIGN KEY (`activeRunId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "projects_eta" CHECK("projects"."eta" between 0 and 1),
	CONSTRAINT "projects_audit_rate" CHECK("projects"."auditRate" between 0 and 1),
	CONSTRAINT "projects_overlap" CHECK("projects"."overlap" between 1 and 100),
	CONSTRAINT "projects_image_size" CHECK("projects"."imageSize" between 8 and 512)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `projects_slug_unique` ON `projects` (`slug`);--> statement-breakpoint
CREATE TABLE `raters` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`name` text NOT NULL,
	`userId` integer,
	`runId` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "raters_kind" CHECK("raters"."kind" in ('human', 'machine')),
	CONSTRAINT "raters_source" CHECK("raters"."source" in ('column', 'person', 'run')),
	CONSTRAINT "raters_person" CHECK(("raters"."source" = 'person') = ("raters"."userId" is not null)),
	CONSTRAINT "raters_run" CHECK(("raters"."source" = 'run') = ("raters"."runId" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `raters_name` ON `raters` (`projectId`,`source`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `raters_user` ON `raters` (`projectId`,`userId`) WHERE "raters"."userId" is not null;--> statement-breakpoint
CREATE TABLE `routes` (
	`itemId` integer PRIMARY KEY NOT NULL,
	`projectId` integer NOT NULL,
	`confidence` real NOT NULL,
	`draw` real NOT NULL,
	`answers` integer DEFAULT 0 NOT NULL,
	`open` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "routes_confidence_range" CHECK("routes"."confidence" = -1 or "routes"."confidence" between 0 and 1),
	CONSTRAINT "routes_answers" CHECK("routes"."answers" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `routes_deferred` ON `routes` (`projectId`,`confidence`,`itemId`) WHERE "routes"."open" = 1;--> statement-breakpoint
CREATE INDEX `routes_audit` ON `routes` (`projectId`,`draw`,`confidence`) WHERE "routes"."open" = 1;--> statement-breakpoint
CREATE INDEX `routes_confidence` ON `routes` (`projectId`,`confidence`,`answers`);--> statement-breakpoint
CREATE TABLE `run_outputs` (
	`runId` integer PRIMARY KEY NOT NULL,
	`itemIds` blob NOT NULL,
	`probabilities` blob NOT NULL,
	FOREIGN KEY (`runId`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`name` text NOT NULL,
	`method` text NOT NULL,
	`backbone` text NOT NULL,
	`labelRaterId` integer NOT NULL,
	`options` text NOT NULL,
	`seed` integer NOT NULL,
	`activate` integer DEFAULT true NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`executor` text,
	`parameters` integer,
	`trainItems` integer,
	`predictedItems` integer,
	`accuracy` real,
	`goldItems` integer,
	`imagesPerSecond` real,
	`seconds` real,
	`history` text,
	`codeVersion` text,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	`startedAt` integer,
	`finishedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`labelRaterId`) REFERENCES `raters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "runs_state" CHECK("runs"."state" in ('queued', 'running', 'finished', 'failed', 'cancelled'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `runs_project` ON `runs` (`projectId`,`id`);--> statement-breakpoint
CREATE TABLE `sign_in_failures` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`blockedUntil` integer NOT NULL,
	`updatedAt` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`displayName` text NOT NULL,
	`role` text NOT NULL,
	`passwordHash` text NOT NULL,
	`mustChangePassword` integer DEFAULT false NOT NULL,
	`sessionVersion` integer DEFAULT 1 NOT NULL,
	`disabledAt` integer,
	`createdAt` integer NOT NULL,
	CONSTRAINT "users_role" CHECK("users"."role" in ('annotator', 'researcher', 'admin'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_name_unique` ON `users` (`name`);--> statement-breakpoint
CREATE TABLE `workers` (
	`id` text PRIMARY KEY NOT NULL,
	`pid` integer NOT NULL,
	`host` text NOT NULL,
	`executor` text,
	`startedAt` integer NOT NULL,
	`beatAt` integer NOT NULL
) STRICT;
