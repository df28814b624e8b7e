CREATE TABLE `annotator_settings` (
	`userId` integer NOT NULL,
	`projectId` integer NOT NULL,
	`classOrder` text,
	`classKeys` text DEFAULT '{}' NOT NULL,
	`sessionGoal` integer,
	`instructionsRead` text,
	`updatedAt` integer NOT NULL,
	PRIMARY KEY(`userId`, `projectId`),
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "annotator_settings_goal" CHECK("annotator_settings"."sessionGoal" is null or "annotator_settings"."sessionGoal" between 1 and 100000)
) STRICT;
--> statement-breakpoint
CREATE TABLE `class_examples` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`label` integer NOT NULL,
	`hash` text NOT NULL,
	`itemId` integer,
	`caption` text DEFAULT '' NOT NULL,
	`createdBy` integer,
	`createdAt` integer NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`hash`) REFERENCES `images`(`hash`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "class_examples_label" CHECK("class_examples"."label" >= 0),
	CONSTRAINT "class_examples_caption" CHECK(length("class_examples"."caption") <= 200)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `class_examples_hash` ON `class_examples` (`projectId`,`label`,`hash`);--> statement-breakpoint
CREATE TABLE `flags` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`projectId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`userId` integer NOT NULL,
	`leaseId` text NOT NULL,
	`comment` text NOT NULL,
	`createdAt` integer NOT NULL,
	`withdrawnAt` integer,
	`resolvedAt` integer,
	`resolvedBy` integer,
	`resolution` text,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`resolvedBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "flags_comment" CHECK(length("flags"."comment") between 1 and 2000),
	CONSTRAINT "flags_end" CHECK("flags"."withdrawnAt" is null or "flags"."resolvedAt" is null)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `flags_key_unique` ON `flags` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `flags_author` ON `flags` (`userId`,`itemId`) WHERE "flags"."withdrawnAt" is null and "flags"."resolvedAt" is null;--> statement-breakpoint
CREATE INDEX `flags_open` ON `flags` (`projectId`,`id`) WHERE "flags"."withdrawnAt" is null and "flags"."resolvedAt" is null;--> statement-breakpoint
CREATE INDEX `flags_project` ON `flags` (`projectId`,`id`);--> statement-breakpoint
CREATE INDEX `flags_item` ON `flags` (`itemId`);--> statement-breakpoint
CREATE INDEX `flags_user` ON `flags` (`userId`,`projectId`,`id`);--> statement-breakpoint
CREATE TABLE `skips` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`leaseId` text NOT NULL,
	`projectId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`userId` integer NOT NULL,
	`reason` text NOT NULL,
	`inclusion` real NOT NULL,
	`servedAt` integer NOT NULL,
	`skippedAt` integer NOT NULL,
	`visibleMs` real,
	`returnedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "skips_reason" CHECK("skips"."reason" in ('deferred', 'audit')),
	CONSTRAINT "skips_inclusion" CHECK("skips"."inclusion" > 0 and "skips"."inclusion" <= 1),
	CONSTRAINT "skips_visible" CHECK("skips"."visibleMs" is null or "skips"."visibleMs" >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `skips_leaseId_unique` ON `skips` (`leaseId`);--> statement-breakpoint
CREATE UNIQUE INDEX `skips_waiting` ON `skips` (`userId`,`itemId`) WHERE "skips"."returnedAt" is null;--> statement-breakpoint
CREATE INDEX `skips_order` ON `skips` (`userId`,`projectId`,`id`) WHERE "skips"."returnedAt" is null;--> statement-breakpoint
CREATE INDEX `skips_item` ON `skips` (`itemId`);--> statement-breakpoint
CREATE INDEX `skips_project` ON `skips` (`projectId`,`id`);