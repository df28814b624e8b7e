CREATE TABLE `api_replies` (
	`tokenId` integer NOT NULL,
	`key` text NOT NULL,
	`asked` text NOT NULL,
	`doneBy` text,
	`status` integer,
	`body` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`tokenId`, `key`),
	FOREIGN KEY (`tokenId`) REFERENCES `api_tokens`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `api_replies_age` ON `api_replies` (`at`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` text NOT NULL,
	`prefix` text NOT NULL,
	`userId` integer NOT NULL,
	`name` text NOT NULL,
	`actions` text NOT NULL,
	`projectIds` text,
	`createdAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	`lastUsedAt` integer,
	`revokedAt` integer,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash_unique` ON `api_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `api_tokens_user` ON `api_tokens` (`userId`);