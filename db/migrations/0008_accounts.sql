CREATE TABLE `sessions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` text NOT NULL,
	`userId` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`lastSeenAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	`revokedAt` integer,
	`address` text NOT NULL,
	`userAgent` text NOT NULL,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_hash_unique` ON `sessions` (`hash`);--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`userId`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expiresAt`);--> statement-breakpoint
ALTER TABLE `audit_log` ADD `subjectId` integer REFERENCES users(id);--> statement-breakpoint
ALTER TABLE `audit_log` ADD `kind` text GENERATED ALWAYS AS (case when "action" like 'sign-%' then 'sign-in' when "action" like 'session.%' then 'session' when "action" like 'user.%' then 'person' else 'project' end) VIRTUAL;--> statement-breakpoint
CREATE INDEX `audit_log_user` ON `audit_log` (`userId`);--> statement-breakpoint
CREATE INDEX `audit_log_subject` ON `audit_log` (`subjectId`);--> statement-breakpoint
CREATE INDEX `audit_log_kind` ON `audit_log` (`kind`);--> statement-breakpoint
CREATE INDEX `audit_log_project` ON `audit_log` (`projectId`);--> statement-breakpoint
ALTER TABLE `users` ADD `passwordExpiresAt` integer;--> statement-breakpoint
CREATE INDEX `sign_in_failures_age` ON `sign_in_failures` (`updatedAt`);--> statement-breakpoint
-- Older rows are keyed by what was typed into the name field.
DELETE FROM `sign_in_failures`;--> statement-breakpoint
-- One-time passwords that wait get their week from now.
UPDATE `users` SET `passwordExpiresAt` = (unixepoch() + 7 * 86400) * 1000 WHERE `mustChangePassword` = 1;
