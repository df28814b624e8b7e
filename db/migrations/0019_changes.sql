CREATE TABLE `changed_items` (
	`changeId` integer NOT NULL,
	`itemId` integer NOT NULL,
	`before` text,
	PRIMARY KEY(`changeId`, `itemId`),
	FOREIGN KEY (`changeId`) REFERENCES `changes`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `changed_items_item` ON `changed_items` (`itemId`);--> statement-breakpoint
CREATE TABLE `changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`kind` text NOT NULL,
	`value` text,
	`search` text,
	`chosen` text,
	`items` integer,
	`jobId` integer,
	`userId` integer,
	`at` integer NOT NULL,
	`doneAt` integer,
	`undoneAt` integer,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jobId`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "changes_kind" CHECK("changes"."kind" in ('split', 'tag', 'untag', 'aside', 'back', 'ask'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `changes_project` ON `changes` (`projectId`,`id`);--> statement-breakpoint
CREATE TABLE `item_requests` (
	`itemId` integer PRIMARY KEY NOT NULL,
	`projectId` integer NOT NULL,
	`answers` integer NOT NULL,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `item_tags` (
	`tagId` integer NOT NULL,
	`itemId` integer NOT NULL,
	PRIMARY KEY(`tagId`, `itemId`),
	FOREIGN KEY (`tagId`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`itemId`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_tags_item` ON `item_tags` (`itemId`);--> statement-breakpoint
CREATE TABLE `tags` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`projectId` integer NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`projectId`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `tags_name` ON `tags` (`projectId`,`name`);--> statement-breakpoint
ALTER TABLE `items` ADD `aside` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `items_aside` ON `items` (`projectId`,`id`) WHERE "items"."aside" = 1;--> statement-breakpoint
ALTER TABLE `routes` ADD `wanted` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `routes_wanted` ON `routes` (`projectId`,`generation`,`itemId`) WHERE "routes"."open" = 1 and "routes"."answers" < "routes"."wanted";--> statement-breakpoint
-- A reviewer's decision is no label that could differ from the others.
DROP TRIGGER `judgments_disagreement`;
--> statement-breakpoint
CREATE TRIGGER `judgments_disagreement` AFTER INSERT ON `judgments`
BEGIN
  UPDATE `items` SET `disagreement` = known.share
  FROM (
    SELECT coalesce(1 - max(n) * 1.0 / sum(n), 0) AS share
    FROM (
      SELECT count(*) AS n FROM current_judgments answer JOIN raters ON raters.id = answer.raterId
      WHERE answer.itemId = NEW.itemId AND answer.label IS NOT NULL AND raters.source <> 'review'
      GROUP BY answer.label
    )
  ) AS known
  WHERE `id` = NEW.itemId AND `disagreement` IS NOT known.share;
END;
