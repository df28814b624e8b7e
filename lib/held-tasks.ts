/** A page holds at most so many tasks: two screens of the grid. */
export const mostHeld = 80;
