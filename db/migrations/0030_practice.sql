CREATE TABLE `practice_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`roundId` integer NOT NULL,
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`hash` text NOT NULL,
	`place` integer NOT NULL,
	`key` text NOT NULL,
	`answeredAt` integer,
	`label` integer,
	`gold` integer,
	FOREIGN KEY (`roundId`) REFERENCES `practice_rounds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "practice_answers_gold" CHECK(("practice_answers"."answeredAt" is null) = ("practice_answers"."gold" is null)),
	CONSTRAINT "practice_answers_label" CHECK("practice_answers"."label" is null or "practice_answers"."answeredAt" is not null)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `practice_answers_key_unique` ON `practice_answers` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `practice_answers_round` ON `practice_answers` (`roundId`,`place`);--> statement-breakpoint
CREATE INDEX `practice_answers_item` ON `practice_answers` (`itemId`);--> statement-breakpoint
CREATE INDEX `practice_answers_user` ON `practice_answers` (`userId`,`projectId`,`id`);--> statement-breakpoint
CREATE INDEX `practice_answers_picture` ON `practice_answers` (`projectId`,`hash`,`userId`);--> statement-breakpoint
CREATE TABLE `practice_people` (
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`letInAt` integer,
	`moreTries` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`projectId`, `userId`),
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `practice_people_user` ON `practice_people` (`userId`);--> statement-breakpoint
CREATE TABLE `practice_rounds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`startedAt` integer NOT NULL,
	`pass` real NOT NULL,
	`endedAt` integer,
	`answered` integer,
	`right` integer,
	`passed` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "practice_rounds_ended" CHECK(("practice_rounds"."endedAt" is null) = ("practice_rounds"."answered" is null or "practice_rounds"."right" is null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `practice_rounds_open` ON `practice_rounds` (`projectId`,`userId`) WHERE "practice_rounds"."endedAt" is null;--> statement-breakpoint
CREATE INDEX `practice_rounds_project` ON `practice_rounds` (`projectId`,`userId`,`id`);--> statement-breakpoint
CREATE INDEX `practice_rounds_user` ON `practice_rounds` (`userId`);--> statement-breakpoint
ALTER TABLE `projects` ADD `practiceSince` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `practiceItems` integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `practicePass` real DEFAULT 0.8 NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `practiceTries` integer;--> statement-breakpoint
ALTER TABLE `projects` ADD `practiceAll` integer DEFAULT false NOT NULL;