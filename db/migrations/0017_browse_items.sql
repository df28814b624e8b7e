ALTER TABLE `items` ADD `disagreement` real DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `items_disagreement` ON `items` (`projectId`,`disagreement`,`id`) WHERE "items"."disagreement" > 0;--> statement-breakpoint
CREATE INDEX `judgments_answered` ON `judgments` (`projectId`,`receivedAt`,`id`) WHERE "judgments"."leaseId" is not null;--> statement-breakpoint
CREATE INDEX `predictions_order` ON `predictions` (`runId`,case when confidence is null then -1 else confidence end,`itemId`,`top`);--> statement-breakpoint
CREATE INDEX `routes_score` ON `routes` (`projectId`,`generation`,`score`,`itemId`);--> statement-breakpoint
-- Kept by the database itself: answers are written in many places. Most items have one answer, and nothing changes.
CREATE TRIGGER `judgments_disagreement` AFTER INSERT ON `judgments`
WHEN NOT EXISTS (SELECT 1 FROM raters WHERE raters.id = NEW.raterId AND raters.crowdId IS NOT NULL)
BEGIN
  UPDATE `items` SET `disagreement` = known.share
  FROM (
    SELECT coalesce(1 - max(n) * 1.0 / sum(n), 0) AS share
    FROM (SELECT count(*) AS n FROM current_judgments WHERE itemId = NEW.itemId AND label IS NOT NULL GROUP BY label)
  ) AS known
  WHERE `id` = NEW.itemId AND `disagreement` IS NOT known.share;
END;
--> statement-breakpoint
UPDATE `items` SET `disagreement` = known.share
FROM (
  SELECT itemId, 1 - max(n) * 1.0 / sum(n) AS share
  FROM (SELECT itemId, count(*) AS n FROM current_judgments WHERE label IS NOT NULL GROUP BY itemId, label)
  GROUP BY itemId HAVING count(*) > 1
) AS known
WHERE `id` = known.itemId;
