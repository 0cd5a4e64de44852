package dev.millrace.lifecycle.domain.rollout;

/**
 * How far a decision is.
 *
 * @param champion what was counted of it
 * @param canary what was counted of it
 * @param worse how near it is to be taken back for being wrong more often: 1 is there; may be below
 *     0
 * @param notWorse how near it is to get more: 1 is there, given labels enough; may be below 0
 */
public record Evidence(
    VersionCounts champion, VersionCounts canary, double worse, double notWorse) {}
