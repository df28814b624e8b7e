CREATE TABLE `invitations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` text NOT NULL,
	`role` text NOT NULL,
	`projectId` integer,
	`projectRole` text,
	`uses` integer DEFAULT 0 NOT NULL,
	`maxUses` integer NOT NULL,
	`createdBy` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	`revokedAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "invitations_role" CHECK("invitations"."role" in ('annotator', 'researcher', 'admin')),
	CONSTRAINT "invitations_project_role" CHECK(("invitations"."projectId" is null) = ("invitations"."projectRole" is null)),
	CONSTRAINT "invitations_uses" CHECK("invitations"."uses" between 0 and "invitations"."maxUses")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_hash_unique` ON `invitations` (`hash`);--> statement-breakpoint
CREATE INDEX `invitations_project` ON `invitations` (`projectId`);--> statement-breakpoint
CREATE INDEX `invitations_creator` ON `invitations` (`createdBy`);--> statement-breakpoint
CREATE TABLE `members` (
	`projectId` integer NOT NULL,
	`userId` integer NOT NULL,
	`role` text,
	`annotates` integer DEFAULT false NOT NULL,
	`addedAt` integer NOT NULL,
	PRIMARY KEY(`projectId`, `userId`),
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "members_role" CHECK("members"."role" is null or "members"."role" in ('annotator', 'researcher', 'admin'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `members_user` ON `members` (`userId`);--> statement-breakpoint
CREATE TABLE `password_links` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` text NOT NULL,
	`userId` integer NOT NULL,
	`createdBy` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	`endedAt` integer,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`createdBy`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `password_links_hash_unique` ON `password_links` (`hash`);--> statement-breakpoint
CREATE INDEX `password_links_user` ON `password_links` (`userId`);--> statement-breakpoint
CREATE INDEX `password_links_creator` ON `password_links` (`createdBy`);--> statement-breakpoint
ALTER TABLE `projects` ADD `membersOnly` integer DEFAULT false NOT NULL;
--> statement-breakpoint
-- Who sees gold does not annotate from now on unless an admin says so: who has done both goes on.
INSERT INTO `members` (`projectId`, `userId`, `role`, `annotates`, `addedAt`)
  SELECT `raters`.`projectId`, `users`.`id`, NULL, 1, unixepoch() * 1000 FROM `raters`
  JOIN `users` ON `users`.`id` = `raters`.`userId` WHERE `users`.`role` <> 'annotator';
