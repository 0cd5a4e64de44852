package dev.millrace.bedrock.classifier;

/**
 * A text, and what is to be answered to it.
 *
 * @param label one of a few that many texts share
 */
public record Example(String text, String label) {}
