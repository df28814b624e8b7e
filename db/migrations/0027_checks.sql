CREATE TABLE `check_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`checkId` integer NOT NULL,
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`leaseId` text NOT NULL,
	`outcome` text NOT NULL,
	`label` integer,
	`servedAt` integer NOT NULL,
	`receivedAt` integer NOT NULL,
	`late` integer NOT NULL,
	`responseMs` real,
	`quality` text,
	`withdrawnAt` integer,
	FOREIGN KEY (`checkId`) REFERENCES `checks`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "check_answers_label" CHECK(("check_answers"."outcome" = 'label') = ("check_answers"."label" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `check_answers_leaseId_unique` ON `check_answers` (`leaseId`);--> statement-breakpoint
CREATE UNIQUE INDEX `check_answers_check` ON `check_answers` (`checkId`) WHERE "check_answers"."withdrawnAt" is null;--> statement-breakpoint
CREATE INDEX `check_answers_taken_back` ON `check_answers` (`checkId`,`id`);--> statement-breakpoint
CREATE INDEX `check_answers_user` ON `check_answers` (`userId`,`projectId`,`receivedAt`) WHERE "check_answers"."withdrawnAt" is null;--> statement-breakpoint
CREATE INDEX `check_answers_project` ON `check_answers` (`projectId`,`userId`);--> statement-breakpoint
CREATE TABLE `checks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`beforeItem` integer NOT NULL,
	`askedAt` integer NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`beforeItem`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `checks_item_user` ON `checks` (`itemId`,`userId`);--> statement-breakpoint
CREATE UNIQUE INDEX `checks_before` ON `checks` (`beforeItem`,`userId`);--> statement-breakpoint
CREATE INDEX `checks_user` ON `checks` (`userId`,`projectId`);--> statement-breakpoint
CREATE INDEX `checks_project` ON `checks` (`projectId`,`id`);--> statement-breakpoint
ALTER TABLE `leases` ADD `forCheck` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `checkRate` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `checkBar` real;--> statement-breakpoint
ALTER TABLE `projects` ADD `checkSeed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `items_checkable` ON `items` (`projectId`,`draw`,`id`) WHERE "items"."gold" is not null and "items"."goldFrom" is null and "items"."aside" = 0;