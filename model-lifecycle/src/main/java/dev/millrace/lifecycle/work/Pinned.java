package dev.millrace.lifecycle.work;

/**
 * What a dataset is made of, whenever it is made: stretches of the topics behind it.
 *
 * @param feedback where the labels are
 * @param requests where the prompts are
 */
public record Pinned(Offsets feedback, Offsets requests) {}
