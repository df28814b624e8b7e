/** What the hot path answers to POST. */
export const hotPosts = ["/api/tasks", "/api/tasks/undo", "/api/tasks/release"] as const;

/** Below it the hot path answers with pictures. */
export const hotImages = "/api/images/";
